import { constants, type ServerHttp2Stream } from "node:http2";
import { status } from "@grpc/grpc-js";
import type { CallTelemetry, CancelledBy } from "../telemetry/telemetry.js";

/** How long a client may take to acknowledge the end of a call before its HTTP/2 stream is cut off, in ms. */
export const LINGER_MS = 1000;

// What a call has come to whose stream was closed before a status was sent.
const NO_STATUS: number = status.CANCELLED;

/** How our side ended a call, whether or not the client could be told. */
export interface CallEnd {
  readonly code: number;
  readonly reason: string | undefined;
  readonly cancelledBy: CancelledBy | undefined;
}

/**
 * One call as HTTP/2 sees it, from its headers until its stream is closed. grpc-js hides the stream and, where the
 * client does not read, can't end it; the record can, because it is taken from Node's own `stream` event.
 */
export class CallRecord {
  /** Aborted when the stream is closed, whoever closed it. */
  readonly closed: AbortSignal;
  /** When the headers came, in ms of `performance.now()`. */
  readonly startMs: number = performance.now();
  /** Set by who answers the call; absent where grpc-js itself did. */
  end: CallEnd | undefined;
  readonly #stream: ServerHttp2Stream;
  #linger: NodeJS.Timeout | undefined;

  /**
   * @param path The method's path as the client named it.
   * @param timeoutMs The client's deadline in ms from the start: see `parseGrpcTimeout`.
   * @param telemetry Told when the stream is closed.
   */
  constructor(
    stream: ServerHttp2Stream,
    readonly path: string,
    readonly timeoutMs: number | undefined,
    readonly telemetry: CallTelemetry,
  ) {
    this.#stream = stream;
    const controller = new AbortController();
    this.closed = controller.signal;
    // Its 'close' event follows; without a listener Node would end the process.
    stream.on("error", () => undefined);
    stream.once("finish", () => {
      this.cutOffSoon();
    });
    stream.once("close", () => {
      clearTimeout(this.#linger);
      controller.abort();
      this.#report();
    });
  }

  /**
   * Ends the stream {@link LINGER_MS} from now, if it is not closed by then: the status may be stuck behind sound that
   * the client does not read, or the client may not have closed its side. Idempotent.
   */
  cutOffSoon(): void {
    if (this.closed.aborted) return;
    this.#linger ??= setTimeout(() => {
      const code = this.#stream.writableFinished
        ? constants.NGHTTP2_NO_ERROR
        : constants.NGHTTP2_CANCEL;
      this.#stream.close(code);
    }, LINGER_MS);
  }

  #report(): void {
    const code = this.#sentCode();
    const cancelledBy: CancelledBy | undefined = code === NO_STATUS ? "client" : undefined;
    const end = this.end ?? { code, reason: undefined, cancelledBy };
    this.telemetry.end({ ...end, durationMs: performance.now() - this.startMs });
  }

  /** The status code that was sent; CANCELLED where the stream was closed before one was. */
  #sentCode(): number {
    const { sentTrailers, sentHeaders } = this.#stream as Partial<ServerHttp2Stream>;
    const value = sentTrailers?.["grpc-status"] ?? sentHeaders?.["grpc-status"];
    return value === undefined ? NO_STATUS : Number(value);
  }
}
