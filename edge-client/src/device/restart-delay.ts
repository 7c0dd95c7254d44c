/** The shortest pause before a device or its process is tried again, in milliseconds. */
export const RESTART_MS_MIN = 500;
/** The longest pause before a device or its process is tried again, in milliseconds. */
export const RESTART_MS_MAX = 30_000;

/**
 * The pause before restart number `attempt` (from 1 on) in milliseconds: it doubles from 0.5 s to 30 s, and is drawn
 * from the upper half of that, so that several clients that lost the same device don't return in step.
 * `random` gives numbers in [0, 1).
 */
export function restartDelayMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(RESTART_MS_MAX, RESTART_MS_MIN * 2 ** Math.min(attempt - 1, 16));
  return full * (0.5 + random() / 2);
}
