import { SottoError } from "@sotto/proto";
import { backoffDelayMs } from "./backoff.js";
import { isLinkBroken, isRetryLater } from "./link-error.js";

/** Where a stream stands when its link fails. */
export interface LinkFailure {
  /** What the link failed with. */
  readonly error: unknown;
  /** Whether the server has said `started` on this stream, so that it can only be resumed and not begun anew. */
  readonly started: boolean;
  /** For how long the server holds the stream, in milliseconds; 0 = not at all. */
  readonly resumeWindowMs: number;
  /** For how long a stream may be tried to be begun, in milliseconds; 0 = one try. */
  readonly startBudgetMs: number;
  /** Since when, in milliseconds, nothing new has come. */
  readonly brokenForMs: number;
  /** How many tries have failed in a row before this one. */
  readonly failures: number;
  /** A random number in [0, 1). */
  readonly random: number;
}

/** What to do about it. */
export type RetryDecision =
  | { readonly kind: "retry"; readonly delayMs: number }
  /** `expired`: trying again would have made sense, but the time for it is over. */
  | { readonly kind: "giveUp"; readonly expired: boolean };

/** Decides whether and when a link that failed is tried again. */
export function decideRetry(failure: LinkFailure): RetryDecision {
  const { error, started, resumeWindowMs, startBudgetMs, brokenForMs } = failure;
  const busy = error instanceof SottoError && error.reason === "BUSY";
  // A started stream lives in one worker of one server: when that is gone, no later try brings it back.
  const hopeful = isLinkBroken(error) || (started ? busy : isRetryLater(error));
  if (!hopeful) return { kind: "giveUp", expired: false };
  const retryAfterMs = error instanceof SottoError ? error.details.retryAfterMs : undefined;
  const delayMs = backoffDelayMs({
    failures: failure.failures,
    retryAfterMs,
    random: failure.random,
  });
  const budgetMs = started ? resumeWindowMs : startBudgetMs;
  if (brokenForMs + delayMs > budgetMs) return { kind: "giveUp", expired: started };
  return { kind: "retry", delayMs };
}
