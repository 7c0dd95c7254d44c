import { createServer, type Server as NetServer, type Socket } from "node:net";
import { formatAddress, type ListenAddress } from "../config/address.js";

/** Bounds of a {@link Listener}. */
export interface ListenerLimits {
  /** Most connections; more are closed as they come. */
  readonly connectionsMax: number;
  /** How long a connection may be silent at its beginning, in ms. */
  readonly prefaceTimeoutMs: number;
}

// The client connection preface of HTTP/2 (RFC 9113, section 3.4) and the header of the SETTINGS frame after it.
const PREFACE_BYTES = 24 + 9;

/**
 * Accepts connections and owns their sockets: HTTP/2 servers have neither a limit on connections nor one on the time
 * that a handshake may take.
 */
export class Listener {
  readonly #server: NetServer;
  readonly #sockets = new Set<Socket>();
  readonly #onEmpty: (() => void)[] = [];

  /**
   * @param onConnection Takes a connection over; it is destroyed by {@link Listener.destroy} at the latest.
   * @param onRefused Told when the limit on connections was hit.
   */
  constructor(
    private readonly limits: ListenerLimits,
    private readonly onConnection: (socket: Socket) => void,
    private readonly onRefused: () => void,
  ) {
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#accept(socket);
    });
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#sockets.size;
  }

  /**
   * Begins to accept.
   * @returns The address, with the port that was taken.
   * @throws Error of `net` (EADDRINUSE, EACCES, EADDRNOTAVAIL, …).
   */
  async listen(address: ListenAddress): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(address.port, address.host, () => {
        this.#server.off("error", reject);
        // A failed accept (too many open files) must not end the server.
        this.#server.on("error", this.onRefused);
        resolve();
      });
    });
    const bound = this.#server.address();
    const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
    return formatAddress({ host: address.host, port });
  }

  /** Resolves when no connection is open. */
  async whenEmpty(): Promise<void> {
    if (this.#sockets.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty.push(resolve);
    });
  }

  /** Stops accepting; connections that are open stay. Idempotent. */
  stop(): void {
    this.#server.close();
  }

  /** Stops accepting and closes every connection at once. Idempotent. */
  destroy(): void {
    this.stop();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: Socket): void {
    if (this.#sockets.size >= this.limits.connectionsMax) {
      this.onRefused();
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) for (const resolve of this.#onEmpty.splice(0)) resolve();
    });
    // A reset connection says so by 'close', too.
    socket.on("error", () => undefined);
    this.#watchPreface(socket);
    this.onConnection(socket);
  }

  #watchPreface(socket: Socket): void {
    const timer = setTimeout(() => {
      if (socket.bytesRead < PREFACE_BYTES) socket.destroy();
    }, this.limits.prefaceTimeoutMs);
    socket.once("close", () => {
      clearTimeout(timer);
    });
  }
}
