import { setTimeout as delay } from "node:timers/promises";

/** Time, injected so that tests need not wait for it. */
export interface StoreClock {
  /** Milliseconds on a clock that never jumps; its zero means nothing. */
  nowMs(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` is or becomes aborted; it never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's monotonic clock. */
export const machineClock: StoreClock = {
  nowMs: () => performance.now(),
  wait: async (ms, signal) => {
    try {
      await delay(Math.max(0, ms), undefined, { signal });
    } catch {
      // An aborted wait is a finished one.
    }
  },
};
