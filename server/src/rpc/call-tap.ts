import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { Metadata, Server } from "@grpc/grpc-js";
import type { CallTelemetry } from "../telemetry/telemetry.js";
import { CallRecord } from "./call-record.js";
import { parseGrpcTimeout } from "./grpc-timeout.js";

/** The header by which a handler finds its call's record. A client's own is overwritten. */
const CALL_ID_HEADER = "sotto-call-id";

/** Sees every call before grpc-js does, and keeps its record until its HTTP/2 stream is closed. */
export class CallTap {
  readonly #records = new Map<string, CallRecord>();
  readonly #onEmpty: (() => void)[] = [];
  #nextId = 1;

  /**
   * @param ownsDeadline Whether the method enforces its deadline itself; grpc-js then does not learn of it.
   * @param startCall Begins a call's telemetry.
   */
  constructor(
    private readonly ownsDeadline: (path: string) => boolean,
    private readonly startCall: (path: string, headers: IncomingHttpHeaders) => CallTelemetry,
  ) {}

  /** Calls whose stream is open. */
  get size(): number {
    return this.#records.size;
  }

  /** Resolves when no call's stream is open. */
  async whenEmpty(): Promise<void> {
    if (this.#records.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty.push(resolve);
    });
  }

  /**
   * Listens to the HTTP/2 servers of `server`, whose injector must have been created before.
   * @throws Error where this version of grpc-js keeps them elsewhere.
   */
  attach(server: Server): void {
    for (const http2Server of http2ServersOf(server)) {
      http2Server.prependListener("stream", (stream, headers) => {
        this.#begin(stream, headers);
      });
    }
  }

  /**
   * The record of the call with this metadata.
   * @throws Error where there is none, which is a defect.
   */
  find(metadata: Metadata): CallRecord {
    const id = metadata.get(CALL_ID_HEADER)[0];
    const record = typeof id === "string" ? this.#records.get(id) : undefined;
    if (record === undefined) throw new Error("A call has no record: the tap is not attached.");
    return record;
  }

  #begin(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const path = headers[":path"] ?? "";
    const timeoutMs = parseGrpcTimeout(headerText(headers["grpc-timeout"]));
    const record = new CallRecord(stream, path, timeoutMs, this.startCall(path, headers));
    const id = String(this.#nextId++);
    this.#records.set(id, record);
    record.closed.addEventListener("abort", () => {
      this.#records.delete(id);
      if (this.#records.size === 0) for (const resolve of this.#onEmpty.splice(0)) resolve();
    });
    // grpc-js must not act on what it would misread.
    if (this.ownsDeadline(path) || !fitsGrpcJs(timeoutMs)) delete headers["grpc-timeout"];
    headers[CALL_ID_HEADER] = id;
  }
}

const INT32_MAX = 2 ** 31 - 1;

function fitsGrpcJs(timeoutMs: number | undefined): boolean {
  return timeoutMs !== undefined && timeoutMs <= INT32_MAX;
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(",") : value;
}

/**
 * grpc-js keeps its HTTP/2 servers in a private field, a Map from server to bookkeeping. This is the only place that
 * looks inside; a version without it fails at start, not in a call.
 */
function http2ServersOf(server: Server): Http2Server[] {
  const servers = (server as unknown as { http2Servers?: unknown }).http2Servers;
  const found = servers instanceof Map ? [...(servers as Map<Http2Server, unknown>).keys()] : [];
  if (found.length === 0 || !found.every((entry) => typeof entry.prependListener === "function")) {
    throw new Error(
      "This version of @grpc/grpc-js is not supported: its HTTP/2 server is not found.",
    );
  }
  return found;
}
