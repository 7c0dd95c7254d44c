/** The first wait before a worker is replaced. */
const FIRST_MS = 100;

/** The longest wait: a worker that dies again and again costs one loading in this time. */
const LONGEST_MS = 30_000;

/** A worker that has lived for so long had recovered: its next loss is a first one again. */
const RECOVERED_AFTER_MS = 60_000;

/** How long to wait before a lost worker is replaced: doubling from 100 ms to 30 s while it goes on failing. */
export class RestartBackoff {
  #failures = 0;

  /** The wait in milliseconds after a worker that lived for `livedMs`; 0 for one that could not even load. */
  next(livedMs: number): number {
    if (livedMs >= RECOVERED_AFTER_MS) this.#failures = 0;
    const waitMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures);
    this.#failures += 1;
    return waitMs;
  }
}
