import { SourceFailure } from "./source-failure.js";
import type { StoreClock } from "./store-clock.js";

/**
 * Ends work that makes no progress: its `signal` aborts with a {@link SourceFailure} when {@link progress} was not called
 * for `stallMs`, and with the outer signal's reason when that aborts. Its owner disposes it when the work is over.
 */
export class StallWatch implements Disposable {
  readonly signal: AbortSignal;
  readonly #clock: StoreClock;
  readonly #stallMs: number;
  readonly #over = new AbortController();
  readonly #stalled = new AbortController();
  #lastMs: number;

  constructor(clock: StoreClock, stallMs: number, outer: AbortSignal) {
    this.#clock = clock;
    this.#stallMs = stallMs;
    this.#lastMs = clock.nowMs();
    this.signal = AbortSignal.any([outer, this.#stalled.signal]);
    void this.#watch();
  }

  /** Something came. */
  progress(): void {
    this.#lastMs = this.#clock.nowMs();
  }

  [Symbol.dispose](): void {
    this.#over.abort();
  }

  async #watch(): Promise<void> {
    while (!this.#over.signal.aborted) {
      const leftMs = this.#lastMs + this.#stallMs - this.#clock.nowMs();
      if (leftMs <= 0) {
        const seconds = this.#stallMs / 1000;
        this.#stalled.abort(
          new SourceFailure("again", `not a byte came for ${seconds} s`, { network: true }),
        );
        return;
      }
      await this.#clock.wait(leftMs, this.#over.signal);
    }
  }
}
