import { type ServerDuplexStream, type StatusObject, status } from "@grpc/grpc-js";
import { type ErrorReasonName, SottoError } from "@sotto/proto";
import { type Log, stackOf } from "../telemetry/log.js";
import type { CancelledBy } from "../telemetry/telemetry.js";
import { type ActiveCall, type ActiveCalls, drainingError } from "./active-calls.js";
import { cancelledError, stalledError } from "./call-errors.js";
import type { CallRecord } from "./call-record.js";
import { ForeignStatus } from "./foreign-status.js";
import { malformedTimeout } from "./grpc-timeout.js";
import type { CallContext, Method } from "./method.js";
import { type Decoded, RequestReader } from "./request-reader.js";
import { ResponseWriter } from "./response-writer.js";
import { StallWatch } from "./stall-watch.js";
import { toStatus } from "./status-table.js";

/** Bounds of one call's time, in ms. */
export interface CallLimits {
  /** Longest life; a client's own deadline is cut to it. */
  readonly callMs: number;
  /** Longest wait for the first whole request. */
  readonly firstMessageMs: number;
  /** Longest wait for the client to read. */
  readonly writeStallMs: number;
}

/** What all calls of a server share. */
export interface CallEnvironment {
  readonly limits: CallLimits;
  readonly active: ActiveCalls;
  readonly log: Log;
  /** Told when a client has not read for too long. */
  readonly onWriteStalled: () => void;
}

const TIMER_MS_MAX = 2 ** 31 - 1;

const CANCELLED_BY: Partial<Record<ErrorReasonName, CancelledBy>> = {
  CANCELLED: "client",
  DEADLINE: "deadline",
  STALLED: "stall",
  DRAINING: "shutdown",
};

/**
 * One call, from its handler's start to its end. It has one signal, aborted by whatever ends the call first: the
 * client, a deadline, a stall, the server's shutdown. The status is sent at that moment; the handler is given up and
 * frees its part as it stops.
 */
export class CallRun implements ActiveCall {
  readonly path: string;
  readonly outlivesDrain: boolean;
  readonly #controller = new AbortController();
  #deadline: NodeJS.Timeout | undefined;
  #firstMessage: NodeJS.Timeout | undefined;
  readonly #stall: StallWatch;

  constructor(
    private readonly call: ServerDuplexStream<Decoded, Buffer>,
    private readonly method: Method,
    private readonly record: CallRecord,
    private readonly environment: CallEnvironment,
  ) {
    this.path = method.definition.path;
    this.outlivesDrain = method.outlivesDrain;
    this.#stall = new StallWatch(environment.limits.writeStallMs, () => {
      environment.onWriteStalled();
      this.abort(stalledError(environment.limits.writeStallMs));
    });
  }

  /** Runs the handler; never throws. */
  async run(): Promise<void> {
    this.environment.active.add(this);
    try {
      this.#refuseEarly();
      this.#watch();
      await this.#answer();
      this.#settle(undefined);
    } catch (error) {
      this.#settle(error instanceof ForeignStatus ? error : SottoError.from(error));
    } finally {
      this.#stall.end();
      clearTimeout(this.#deadline);
      clearTimeout(this.#firstMessage);
      // What the handler left behind (a paused reader, a listener) must see the call's end.
      this.#controller.abort(cancelledError());
      this.environment.active.delete(this);
    }
  }

  /** Ends the call with `error`; later ends have no effect. */
  abort(error: SottoError): void {
    this.#settle(error);
    this.#controller.abort(error);
  }

  #refuseEarly(): void {
    if (this.environment.active.draining && !this.outlivesDrain) throw drainingError();
    if (this.record.timeoutMs === undefined) throw malformedTimeout();
  }

  #watch(): void {
    const { closed, timeoutMs = Infinity } = this.record;
    const { callMs, firstMessageMs } = this.environment.limits;
    if (closed.aborted) this.abort(cancelledError());
    closed.addEventListener("abort", () => {
      this.abort(cancelledError());
    });
    const longestMs = this.outlivesDrain ? TIMER_MS_MAX : callMs;
    this.#deadline = this.#endAfter(
      Math.min(timeoutMs, longestMs),
      "The call's deadline has passed.",
    );
    const late = `No whole request came within ${firstMessageMs} ms.`;
    this.#firstMessage = this.#endAfter(firstMessageMs, late);
  }

  async #answer(): Promise<void> {
    const { definition, handler } = this.method;
    const signal = this.#controller.signal;
    const requests = new RequestReader(this.call, definition, signal, () => this.record.isGone, {
      onMessage: () => {
        this.#stall.messageRead();
      },
      onOpened: () => {
        clearTimeout(this.#firstMessage);
      },
    });
    const replies = new ResponseWriter(this.call, signal, (blocked) => {
      if (blocked) this.#stall.begin();
      else this.#stall.end();
    });
    const context: CallContext = {
      signal,
      metadata: this.call.metadata,
      observer: this.record.telemetry.synthesis,
      abort: (error) => {
        this.abort(error);
      },
    };
    for await (const response of handler(requests, context)) {
      await replies.write(definition.responseSerialize(response));
    }
    await replies.flush();
  }

  #endAfter(delayMs: number, message: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.abort(new SottoError("DEADLINE", message));
    }, delayMs);
  }

  /** Sends the status of `error`, or OK; only the first call has an effect. */
  #settle(error: SottoError | ForeignStatus | undefined): void {
    if (this.record.end !== undefined) return;
    if (error === undefined) {
      this.record.end = { code: status.OK, reason: undefined, cancelledBy: undefined };
      this.call.end();
    } else if (error instanceof ForeignStatus) {
      this.record.end = { code: error.code, reason: undefined, cancelledBy: undefined };
      this.#send({ code: error.code, details: error.message });
    } else {
      this.#fail(error);
    }
    this.record.cutOffSoon();
  }

  #fail(error: SottoError): void {
    const object = toStatus(error);
    const cancelledBy = CANCELLED_BY[error.reason];
    this.record.end = { code: object.code, reason: error.reason, cancelledBy };
    if (error.reason === "INTERNAL" || error.reason === "STORAGE") {
      this.environment.log.error("A call failed.", { method: this.path, stack: stackOf(error) });
    }
    this.#send(object);
  }

  /** Ends the call with a status, in grpc-js's own way. */
  #send(object: Partial<StatusObject>): void {
    if (!this.record.closed.aborted) this.call.emit("error", object);
  }
}
