import { SottoError } from "@sotto/proto";
import type { Clock } from "../scheduling/clock.js";
import { abortError } from "../support/abort.js";

/**
 * The signal of one call's synthesis: aborts with the call's own, or with DEADLINE when the call has lasted `callMs`.
 * Its owner closes it, which takes back timer and listener.
 */
export class CallSignal {
  readonly #controller = new AbortController();
  readonly #callSignal: AbortSignal;
  readonly #stopTimer: () => void;
  readonly #onAbort = (): void => {
    this.abort(abortError(this.#callSignal));
  };

  constructor(callSignal: AbortSignal, clock: Clock, callMs: number) {
    this.#callSignal = callSignal;
    this.#stopTimer = clock.after(callMs, () => {
      const limit = `at most ${callMs} ms (call limit)`;
      this.abort(new SottoError("DEADLINE", `A call may last ${limit}.`, { limit }));
    });
    if (callSignal.aborted) this.#onAbort();
    else callSignal.addEventListener("abort", this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborts the signal with `error`; the first reason counts. */
  abort(error: SottoError): void {
    this.#controller.abort(error);
  }

  /** Stops watching; idempotent. */
  close(): void {
    this.#stopTimer();
    this.#callSignal.removeEventListener("abort", this.#onAbort);
  }
}
