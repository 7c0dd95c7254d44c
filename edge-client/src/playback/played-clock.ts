/**
 * Reckons how much a device that can't tell has played: it starts with the first frame it is given, plays at its
 * nominal rate while it has frames, and stands still while it has none. Positions are device frames since `reset`.
 */
export class PlayedClock {
  private written = 0;
  private anchorFrame = 0;
  private anchorMs = 0;

  constructor(private readonly sampleRateHz: number) {}

  /** The device was opened anew. */
  reset(): void {
    this.written = 0;
    this.anchorFrame = 0;
  }

  /** `frames` were given to the device at `nowMs`. */
  wrote(frames: number, nowMs: number): void {
    if (this.playedFrames(nowMs) >= this.written) {
      this.anchorFrame = this.written;
      this.anchorMs = nowMs;
    }
    this.written += frames;
  }

  /** Frames played at `nowMs`. */
  playedFrames(nowMs: number): number {
    const elapsed = Math.max(0, nowMs - this.anchorMs);
    const played = this.anchorFrame + Math.floor((elapsed * this.sampleRateHz) / 1000);
    return Math.min(this.written, played);
  }
}
