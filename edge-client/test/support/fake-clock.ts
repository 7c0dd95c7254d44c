import type { Clock } from "../../src/clock.js";

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  private now = 0;
  private waiting: { readonly atMs: number; readonly resolve: () => void }[] = [];

  nowMs(): number {
    return this.now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const cut = (): void => {
        this.waiting = this.waiting.filter((each) => each !== entry);
        resolve();
      };
      const entry = {
        atMs: this.now + Math.max(0, ms),
        resolve: () => {
          signal?.removeEventListener("abort", cut);
          resolve();
        },
      };
      this.waiting.push(entry);
      signal?.addEventListener("abort", cut, { once: true });
    });
  }

  /**
   * Lets `ms` milliseconds pass, waking each wait at its own time and in order, and letting everything that follows
   * from it happen before the next.
   */
  async advance(ms: number): Promise<void> {
    const endMs = this.now + ms;
    await settled();
    for (;;) {
      const next = this.waiting.reduce<(typeof this.waiting)[number] | undefined>(
        (first, each) => (first === undefined || each.atMs < first.atMs ? each : first),
        undefined,
      );
      if (next === undefined || next.atMs > endMs) break;
      this.now = Math.max(this.now, next.atMs);
      this.waiting = this.waiting.filter((each) => each !== next);
      next.resolve();
      await settled();
    }
    this.now = endMs;
    await settled();
  }
}

/** Resolves when all promises that could settle without time passing have settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
