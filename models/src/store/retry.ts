import type { PullTools } from "./pull-tools.js";
import { networkFailure, SourceFailure } from "./source-failure.js";
import { StoreError } from "./store-error.js";

/** Work that may be tried again. */
export interface Attempted<T> {
  /** What it is about, for people. */
  readonly name: string;
  /**
   * One attempt. It throws a {@link SourceFailure}, or what a network throws.
   * @param progressed to be called when so much came that earlier failures are forgotten.
   */
  readonly attempt: (progressed: () => void) => Promise<T>;
}

/**
 * Tries until it works, with a wait that doubles, and a limit on attempts that bring nothing.
 * @throws SourceFailure of the last attempt; at once what can't get better (StoreError, the signal's reason).
 */
export async function withRetries<T>(tools: PullTools, work: Attempted<T>): Promise<T> {
  const { limits, signal, clock, onEvent } = tools;
  let failures = 0;
  for (;;) {
    try {
      signal.throwIfAborted();
      return await work.attempt(() => {
        failures = 0;
      });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof StoreError) throw error;
      const failure = networkFailure(error);
      failures += 1;
      if (failure.retry === "never" || failures >= limits.attempts) throw failure;
      const waitMs = waitBefore(failures, failure, tools);
      const seconds = (waitMs / 1000).toFixed(waitMs < 10_000 ? 1 : 0);
      const message = `${work.name}: ${failure.message}; attempt ${failures + 1} of ${limits.attempts} in ${seconds} s.`;
      onEvent({ kind: "retry", message });
      await clock.wait(waitMs, signal);
    }
  }
}

function waitBefore(failures: number, failure: SourceFailure, { limits }: PullTools): number {
  const doubled = limits.backoffMs * 2 ** (failures - 1);
  return Math.min(limits.backoffMsMax, Math.max(doubled, failure.retryAfterMs ?? 0));
}
