/**
 * A listener who starts to play at the first sound and has no further prebuffer: tells whether he would have heard a
 * gap, and what lay between the chunks. Times are of one monotonic clock, in ms.
 */
export class PlaybackCheck {
  /** Times between one chunk and the next. */
  readonly gapsMs: number[] = [];
  #firstMs: number | undefined;
  #lastMs = 0;
  #dryAtMs = 0;
  #lateChunks = 0;
  #audioMs = 0;

  /** When the first sound came; `undefined` before. */
  get firstMs(): number | undefined {
    return this.#firstMs;
  }

  /** Chunks that came when all before them had been played. */
  get lateChunks(): number {
    return this.#lateChunks;
  }

  get audioSeconds(): number {
    return this.#audioMs / 1000;
  }

  /** A chunk of `audioMs` of sound came at `nowMs`. */
  chunk(nowMs: number, audioMs: number): void {
    if (this.#firstMs === undefined) {
      this.#firstMs = nowMs;
      this.#dryAtMs = nowMs;
    } else {
      this.gapsMs.push(nowMs - this.#lastMs);
      if (nowMs > this.#dryAtMs) this.#lateChunks += 1;
    }
    this.#lastMs = nowMs;
    // A listener who ran dry goes on playing when there is sound again.
    this.#dryAtMs = Math.max(this.#dryAtMs, nowMs) + audioMs;
    this.#audioMs += audioMs;
  }
}
