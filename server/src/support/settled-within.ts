/** Resolves when `work` has settled (well or not), `limitMs` have passed, or `force` aborts, whichever is first. */
export async function settledWithin(
  work: Promise<unknown>,
  limitMs: number,
  force?: AbortSignal,
): Promise<void> {
  if (force?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, limitMs);
    const done = (): void => {
      clearTimeout(timer);
      force?.removeEventListener("abort", done);
      resolve();
    };
    force?.addEventListener("abort", done);
    work.then(done, done);
  });
}
