import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { formatAddress, type ListenAddress } from "../config/address.js";

/** What the admin endpoint tells. */
export interface AdminSources {
  /** Whether calls are served. */
  readonly ready: () => boolean;
  /** Writes the metrics; `undefined` where there are none. */
  readonly scrape: ((response: ServerResponse) => void) | undefined;
}

const CONNECTIONS_MAX = 32;
const HEADER_BYTES_MAX = 8 * 1024;
const REQUEST_TIMEOUT_MS = 5000;

/**
 * The HTTP endpoint for operators: `/metrics` (Prometheus), `/healthz` (the process answers) and `/readyz` (calls are
 * served). Bounded, because it may be reachable from a network. Its owner closes it.
 */
export class AdminServer {
  readonly #server: Server;

  constructor(private readonly sources: AdminSources) {
    this.#server = createServer(
      {
        maxHeaderSize: HEADER_BYTES_MAX,
        headersTimeout: REQUEST_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        keepAliveTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: REQUEST_TIMEOUT_MS / 5,
      },
      (request, response) => {
        this.#answer(request, response);
      },
    );
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  /** @returns The address with its port. @throws Error of `net`. */
  async listen(address: ListenAddress): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(address.port, address.host, resolve);
    });
    const bound = this.#server.address();
    const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
    return formatAddress({ host: address.host, port });
  }

  /** Closes the endpoint and its connections at once; idempotent. */
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url?.split("?", 1)[0];
    if (request.method !== "GET" && request.method !== "HEAD")
      sayPlainly(response, 405, "GET only");
    else if (path === "/healthz") sayPlainly(response, 200, "ok");
    else if (path === "/readyz") this.#answerReady(response);
    else if (path === "/metrics" && this.sources.scrape !== undefined)
      this.sources.scrape(response);
    else sayPlainly(response, 404, "/metrics, /healthz and /readyz are here");
  }

  #answerReady(response: ServerResponse): void {
    if (this.sources.ready()) sayPlainly(response, 200, "ready");
    else sayPlainly(response, 503, "not ready");
  }
}

function sayPlainly(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${text}\n`);
}
