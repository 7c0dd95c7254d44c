/** The shortest full delay before a link is tried again, in milliseconds. */
export const BACKOFF_MIN_MS = 500;

/** The longest delay before a link is tried again, in milliseconds. */
export const BACKOFF_MAX_MS = 30_000;

/** What a delay is made from. */
export interface BackoffInput {
  /** How many tries have failed in a row before this one, from 0 on. */
  readonly failures: number;
  /** What the server asked for in RetryInfo, in milliseconds; it is never undercut. */
  readonly retryAfterMs?: number | undefined;
  /** A random number in [0, 1). */
  readonly random: number;
}

/**
 * How long to wait before the next try, in milliseconds: exponential from {@link BACKOFF_MIN_MS} to
 * {@link BACKOFF_MAX_MS}, half of it fixed and half of it random ("equal jitter"), so that a thousand clients of a
 * server that restarts don't all come back in the same instant.
 */
export function backoffDelayMs({ failures, retryAfterMs = 0, random }: BackoffInput): number {
  const full = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** Math.min(failures, 16));
  const jittered = full / 2 + (full / 2) * random;
  // A server's wish is jittered upwards only: before it, trying again is certain to fail.
  const wished = retryAfterMs * (1 + 0.2 * random);
  return Math.round(Math.max(jittered, wished));
}
