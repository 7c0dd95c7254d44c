import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { LOOPBACK_CERTIFICATE } from "./loopback-certificate.js";

/** What is answered to one request; `next` answers it as a good server would. */
export type Fault = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** A web server on the loopback that does what a good one does, unless it is told otherwise. Its owner disposes it. */
export class FaultServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #held: ServerResponse[] = [];
  readonly #faults = new Map<string, Fault[]>();
  /** What is served, by path with its slash. */
  readonly files = new Map<string, Buffer>();
  /** Every request: its path, its Range and If-Range, its Authorization. */
  readonly requests: { path: string; range?: string; ifRange?: string; authorization?: string }[] =
    [];
  /** The ETag of everything. */
  etag = '"1"';

  readonly #scheme: "http" | "https";

  private constructor(server: Server, scheme: "http" | "https") {
    this.#server = server;
    this.#scheme = scheme;
    server.on("request", (request, response) => {
      this.#answer(request, response);
    });
  }

  /** Starts one on a free port; with https, its certificate is one that nobody knows. */
  static async start(host = "127.0.0.1", scheme: "http" | "https" = "http"): Promise<FaultServer> {
    const server = scheme === "http" ? createServer() : createSecureServer(LOOPBACK_CERTIFICATE);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return new FaultServer(server, scheme);
  }

  /** `http://host:port/`. */
  get url(): string {
    const { address, port } = this.#server.address() as AddressInfo;
    return `${this.#scheme}://${address}:${port}/`;
  }

  /** The next requests for `path` meet these faults, one each; `*` is for any path. */
  fail(path: string, ...faults: Fault[]): void {
    this.#faults.set(path, [...(this.#faults.get(path) ?? []), ...faults]);
  }

  /**
   * Sends the first `bytes` of `content` with the length of all; the connection breaks at {@link cut}, so that the test
   * knows that they have come.
   */
  truncated(content: Buffer, bytes: number, etag = '"1"'): Fault {
    return (_request, response) => {
      response.writeHead(200, { "content-length": content.length, etag });
      if (bytes === 0) {
        response.destroy();
        return;
      }
      this.#held.push(response);
      response.write(content.subarray(0, bytes));
    };
  }

  /** Breaks the connections that wait for it. */
  readonly cut = (): void => {
    for (const response of this.#held.splice(0)) response.destroy();
  };

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "";
    const { range, authorization } = request.headers;
    const ifRange = request.headers["if-range"] as string | undefined;
    this.requests.push({
      path,
      ...(range !== undefined && { range }),
      ...(ifRange !== undefined && { ifRange }),
      ...(authorization !== undefined && { authorization }),
    });
    const fault = this.#faults.get(path)?.shift() ?? this.#faults.get("*")?.shift();
    const next = (): void => {
      this.#serve(path, range, ifRange, response);
    };
    if (fault === undefined) next();
    else fault(request, response, next);
  }

  #serve(
    path: string,
    range: string | undefined,
    ifRange: string | undefined,
    to: ServerResponse,
  ): void {
    const content = this.files.get(path);
    if (content === undefined) {
      to.writeHead(404).end("no");
      return;
    }
    const headers = { etag: this.etag, "accept-ranges": "bytes" };
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    if (range === undefined || (ifRange !== undefined && ifRange !== this.etag)) {
      to.writeHead(200, { ...headers, "content-length": content.length }).end(content);
    } else if (from >= content.length) {
      to.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
    } else {
      const place = `bytes ${from}-${content.length - 1}/${content.length}`;
      to.writeHead(206, { ...headers, "content-range": place }).end(content.subarray(from));
    }
  }
}

/** Answers with a status and no content. */
export function status(code: number, headers: Record<string, string> = {}): Fault {
  return (_request, response) => {
    response.writeHead(code, headers).end("no");
  };
}

/** Sends the first `bytes` of `content`, and then nothing. */
export function stalled(content: Buffer, bytes: number): Fault {
  return (_request, response) => {
    response.writeHead(200, { "content-length": content.length, etag: '"1"' });
    response.write(content.subarray(0, bytes));
  };
}

/** Sends `content` whole, whatever range was asked for. */
export function whole(content: Buffer, headers: Record<string, string> = {}): Fault {
  return (_request, response) => {
    response.writeHead(200, { "content-length": content.length, ...headers }).end(content);
  };
}
