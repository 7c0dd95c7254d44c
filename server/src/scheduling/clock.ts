/** Time as the scheduler sees it; tests inject one that they move by hand. */
export interface Clock {
  /** Milliseconds of the monotonic clock. */
  now(): number;
  /** Calls `action` once, `delayMs` from now; the returned function takes it back and is idempotent. */
  after(delayMs: number, action: () => void): () => void;
}

/** The process's clock. Its timers keep the process alive, as the work does that they stand for. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
