import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** What shall happen to one connection, by its number from 0 on. */
export interface LinkPlan {
  /** Cut the link when this many bytes have gone from the server to the client. */
  readonly cutAfterDownBytes?: number;
  /** Cut the link when this many bytes have gone from the client to the server. */
  readonly cutAfterUpBytes?: number;
  /** From this many bytes down on, let nothing through any more, and close nothing: a half-open link. */
  readonly holdAfterDownBytes?: number;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** A TCP proxy on the loopback that cuts, holds and refuses links as a test says. Its owner closes it. */
export class CuttingProxy implements AsyncDisposable {
  readonly #listener: Server;
  readonly #pairs = new Set<Pair>();
  readonly #targetPort: number;
  readonly #plan: (connection: number) => LinkPlan;
  /** How many links were made. */
  connections = 0;
  /** Bytes that have gone from the server to clients, over all links. */
  downBytes = 0;
  /** Whether new links are closed at once. */
  refusing = false;

  private constructor(targetPort: number, plan: (connection: number) => LinkPlan) {
    this.#targetPort = targetPort;
    this.#plan = plan;
    this.#listener = createServer((client) => {
      this.#accept(client);
    });
  }

  /** Starts a proxy on a free port to `targetPort` on the loopback. */
  static async start(
    targetPort: number,
    plan: (connection: number) => LinkPlan = () => ({}),
  ): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(targetPort, plan);
    proxy.#listener.listen(0, "127.0.0.1");
    await once(proxy.#listener, "listening");
    return proxy;
  }

  /** `HOST:PORT` of the proxy. */
  get address(): string {
    return `127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  /** How many links are up. */
  get open(): number {
    return this.#pairs.size;
  }

  /** Cuts all links, as when a cable is pulled and the router says so. */
  cutAll(): void {
    for (const pair of this.#pairs) this.#cut(pair);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cutAll();
    this.#listener.close();
    await once(this.#listener, "close");
  }

  #accept(client: Socket): void {
    const number = this.connections;
    this.connections += 1;
    client.on("error", () => undefined);
    if (this.refusing) {
      client.destroy();
      return;
    }
    const server = connect(this.#targetPort, "127.0.0.1");
    server.on("error", () => undefined);
    const pair = { client, server };
    this.#pairs.add(pair);
    const plan = this.#plan(number);
    this.#forward(pair, client, server, plan.cutAfterUpBytes, undefined);
    this.#forward(pair, server, client, plan.cutAfterDownBytes, plan.holdAfterDownBytes);
    client.on("close", () => {
      this.#cut(pair);
    });
    server.on("close", () => {
      this.#cut(pair);
    });
  }

  #forward(
    pair: Pair,
    from: Socket,
    to: Socket,
    cutAfterBytes = Number.POSITIVE_INFINITY,
    holdAfterBytes = Number.POSITIVE_INFINITY,
  ): void {
    let bytes = 0;
    from.on("data", (data) => {
      const room = Math.min(cutAfterBytes, holdAfterBytes) - bytes;
      bytes += data.length;
      if (from === pair.server) this.downBytes += data.length;
      const last = data.subarray(0, Math.max(0, room));
      if (bytes >= cutAfterBytes) {
        to.write(last, () => {
          this.#cut(pair);
        });
      } else if (bytes >= holdAfterBytes) {
        to.write(last);
        pair.client.pause();
        pair.server.pause();
      } else if (!to.write(data)) {
        from.pause();
        to.once("drain", () => from.resume());
      }
    });
  }

  #cut(pair: Pair): void {
    if (!this.#pairs.delete(pair)) return;
    pair.client.destroy();
    pair.server.destroy();
  }
}
