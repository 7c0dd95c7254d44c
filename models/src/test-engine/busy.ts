/** Keeps the thread busy for `ms` milliseconds, as a model's computing would. */
export function busyFor(ms: number): void {
  if (ms <= 0) return;
  const end = performance.now() + ms;
  while (performance.now() < end) {
    // Nothing: the time is what is wanted.
  }
}
