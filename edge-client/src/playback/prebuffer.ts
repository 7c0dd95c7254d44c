/** The shortest prebuffer that adapting comes to, in milliseconds. */
export const PREBUFFER_MS_MIN = 20;
/** The longest prebuffer, in milliseconds. */
export const PREBUFFER_MS_MAX = 1500;
/** Where a new player starts: less than the embedded voice's first chunk, so that a good link waits for nothing. */
export const PREBUFFER_MS_DEFAULT = 60;
/** An underrun raises the prebuffer by its own length, within these bounds. */
const RAISE_MS_MIN = 100;
const RAISE_MS_MAX = 300;
/** After this much sound without an underrun the prebuffer shrinks by a quarter. */
const CALM_MS = 10_000;
const SHRINK = 0.75;
/** Sound waits at most this long for the prebuffer to fill; then it starts with what is there. */
export const PREBUFFER_WAIT_MS_MAX = 1500;

/**
 * How much sound to hold before it starts: the cushion against a link that stutters. It grows at once, by the length
 * of each underrun, because the listener has already paid for it; it shrinks slowly, because the next stutter costs
 * more than the wait. A start value of 0 keeps it at 0 until the first underrun.
 */
export class Prebuffer {
  private ms: number;
  private calmMs = 0;

  constructor(startMs: number = PREBUFFER_MS_DEFAULT) {
    this.ms = Math.min(PREBUFFER_MS_MAX, Math.max(0, startMs));
  }

  /** What the next start waits for, in milliseconds. */
  get targetMs(): number {
    return this.ms;
  }

  /** What to wait for in a gap that has lasted `gapMs` so far. */
  targetInGapMs(gapMs: number): number {
    const raise = Math.min(RAISE_MS_MAX, Math.max(RAISE_MS_MIN, gapMs));
    return Math.min(PREBUFFER_MS_MAX, this.ms + raise);
  }

  /** An underrun of `gapMs` is over. */
  underran(gapMs: number): void {
    this.ms = this.targetInGapMs(gapMs);
    this.calmMs = 0;
  }

  /** `ms` more milliseconds of sound went by without a gap. */
  played(ms: number): void {
    this.calmMs += ms;
    if (this.calmMs < CALM_MS) return;
    this.calmMs = 0;
    if (this.ms > PREBUFFER_MS_MIN) this.ms = Math.max(PREBUFFER_MS_MIN, this.ms * SHRINK);
  }
}
