import type { Clock } from "../clock.js";

/** Lets one loop wait for a time or for being woken, whichever comes first; a wake before the wait counts. */
export class WakeUp {
  private controller = new AbortController();

  constructor(private readonly clock: Clock) {}

  /** Ends the present wait, or the next where there is none. */
  wake(): void {
    this.controller.abort();
  }

  /** Waits `ms` milliseconds, which may be infinite, or until woken. */
  async wait(ms: number): Promise<void> {
    const { signal } = this.controller;
    if (!signal.aborted) {
      await (Number.isFinite(ms) ? this.clock.wait(ms, signal) : aborted(signal));
    }
    if (signal.aborted) this.controller = new AbortController();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const woken = (): void => {
      resolve();
    };
    signal.addEventListener("abort", woken, { once: true });
  });
}
