/** Time as the scheduler sees it; tests inject one that they move by hand. */
export interface Clock {
  /** Milliseconds of the monotonic clock. */
  now(): number;
  /** Calls `action` once, `delayMs` from now; the returned function takes it back and is idempotent. */
  after(delayMs: number, action: () => void): () => void;
}

/** The process's clock. Its timers don't keep the process alive: a watchdog must not hold up an exit. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
