import { constants, type ServerHttp2Stream } from "node:http2";
import { status } from "@grpc/grpc-js";
import type { CallTelemetry, CancelledBy } from "../telemetry/telemetry.js";

/** How long a client may take to acknowledge the end of a call before its HTTP/2 stream is cut off, in ms. */
export const LINGER_MS = 1000;

const OK: number = status.OK;
const CANCELLED: number = status.CANCELLED;

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
   * Whether the stream was reset or has lost its connection. Node then ends its readable side as if the client had
   * half-closed, before it tells of the close.
   */
  get isGone(): boolean {
    return this.#stream.closed || this.#stream.destroyed;
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
    this.telemetry.end({ ...this.#outcome(), durationMs: performance.now() - this.startMs });
  }

  /** What was sent counts; what we meant to send where nothing was; and where we meant success, the client had gone. */
  #outcome(): CallEnd {
    const { sentTrailers, sentHeaders } = this.#stream as Partial<ServerHttp2Stream>;
    const sent = sentTrailers?.["grpc-status"] ?? sentHeaders?.["grpc-status"];
    const code = sent === undefined ? undefined : Number(sent);
    const { end } = this;
    if (code !== undefined) {
      return end?.code === code ? end : { code, reason: undefined, cancelledBy: undefined };
    }
    if (end !== undefined && end.code !== OK) return end;
    return { code: CANCELLED, reason: undefined, cancelledBy: "client" };
  }
}
