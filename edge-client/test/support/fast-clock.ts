import type { Clock } from "../../src/clock.js";

/**
 * A clock on which waits below `skipBelowMs` are over at once, their length being added to its time; longer waits (time
 * limits) never end. So backoff costs a test nothing, and no limit strikes on a slow machine.
 */
export class FastClock implements Clock {
  /** The waits that were skipped, in milliseconds. */
  readonly waits: number[] = [];
  readonly #skipBelowMs: number;
  #nowMs = 0;

  constructor(skipBelowMs = 60_000) {
    this.#skipBelowMs = skipBelowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms < this.#skipBelowMs) {
      this.waits.push(ms);
      this.#nowMs += ms;
      // A turn of the event loop, so that what is in flight can arrive.
      await new Promise((resolve) => setImmediate(resolve));
    } else if (signal?.aborted !== true) {
      await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
    }
  }
}
