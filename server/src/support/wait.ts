import type { Clock } from "../scheduling/clock.js";
import { raceAbort } from "./abort.js";
import { Deferred } from "./deferred.js";

/**
 * Resolves `ms` milliseconds from now.
 * @throws SottoError the reason of `signal` when it aborts first; the timer is taken back.
 */
export async function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const elapsed = new Deferred<undefined>();
  const stopTimer = clock.after(ms, () => {
    elapsed.resolve(undefined);
  });
  try {
    await raceAbort(elapsed.promise, signal);
  } finally {
    stopTimer();
  }
}
