import { Prebuffer } from "./prebuffer.js";

/** Counts the gaps that a listener heard, each once and with its length, and lets the prebuffer learn from them. */
export class UnderrunCounter {
  private readonly prebuffer: Prebuffer;
  private sinceMs: number | undefined;
  private gaps = 0;
  private gapMs = 0;

  constructor(prebufferMs: number) {
    this.prebuffer = new Prebuffer(prebufferMs);
  }

  /** Gaps that are over. */
  get count(): number {
    return this.gaps;
  }

  /** Their lengths together, in milliseconds. */
  get totalMs(): number {
    return this.gapMs;
  }

  /** What the next start waits for, in milliseconds. */
  get prebufferMs(): number {
    return this.prebuffer.targetMs;
  }

  /** What sound must wait for at `nowMs`: more than usual within a gap. */
  targetMs(nowMs: number): number {
    if (this.sinceMs === undefined) return this.prebuffer.targetMs;
    return this.prebuffer.targetInGapMs(nowMs - this.sinceMs);
  }

  /** Sound is missing from `sinceMs` on; nothing new within a gap. */
  begin(sinceMs: number): void {
    this.sinceMs ??= sinceMs;
  }

  /** It was no gap: the utterance was over. */
  cancel(): void {
    this.sinceMs = undefined;
  }

  /** Sound goes on at `soundsMs`; returns whether that ends a gap. */
  close(soundsMs: number): boolean {
    if (this.sinceMs === undefined) return false;
    const lengthMs = Math.max(0, soundsMs - this.sinceMs);
    this.sinceMs = undefined;
    this.gaps++;
    this.gapMs += lengthMs;
    this.prebuffer.underran(lengthMs);
    return true;
  }

  /** `ms` more milliseconds of sound without a gap. */
  played(ms: number): void {
    this.prebuffer.played(ms);
  }
}
