import type { Clock } from "../clock.js";

/** Calls `fire` once after `ms` milliseconds of `clock`; the result takes the call back. */
export function callAfter(clock: Clock, ms: number, fire: () => void): () => void {
  const stop = new AbortController();
  void clock.wait(ms, stop.signal).then(() => {
    if (!stop.signal.aborted) fire();
  });
  return () => {
    stop.abort();
  };
}

/** Why `signal` aborted, as an Error. */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error("The operation was aborted.");
}
