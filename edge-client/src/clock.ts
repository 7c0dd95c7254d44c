import { setTimeout as delay } from "node:timers/promises";

/** Time, injected so that tests need not wait for it. */
export interface Clock {
  /** Milliseconds on a clock that never jumps; its zero means nothing. */
  nowMs(): number;
  /**
   * Resolves after `ms` milliseconds, or at once when `signal` is or becomes aborted; it never rejects, because a
   * shortened wait is how a loop is told to look again.
   */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's monotonic clock. A wait on it keeps the process alive. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wait: async (ms, signal) => {
    try {
      await delay(Math.max(0, ms), undefined, signal === undefined ? {} : { signal });
    } catch {
      // An aborted wait is a finished one.
    }
  },
};
