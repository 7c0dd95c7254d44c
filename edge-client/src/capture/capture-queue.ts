import type { CaptureChunk } from "./capture.js";

/**
 * The bounded queue between a device, which does not wait, and its one consumer. When it is full the oldest chunk is
 * dropped and counted, and the chunk after the gap says so: what was said last is worth more than what was said first.
 */
export class CaptureQueue {
  private readonly chunks: CaptureChunk[] = [];
  private gapAtHead = false;
  private finished = false;
  private error: Error | undefined;
  private wake: (() => void) | undefined;
  /** Chunks dropped so far. */
  dropped = 0;

  constructor(private readonly chunksMax: number) {}

  /** Adds a chunk; drops the oldest when full, and the chunk itself after the end. */
  push(chunk: CaptureChunk): void {
    if (this.finished) return;
    if (this.chunks.length >= this.chunksMax) {
      this.chunks.shift();
      this.dropped++;
      this.gapAtHead = true;
    }
    this.chunks.push(chunk);
    this.signal();
  }

  /** No more chunks; with `error`, the consumer meets it after those that wait. */
  end(error?: Error): void {
    if (this.finished) return;
    this.finished = true;
    this.error = error;
    this.signal();
  }

  /** Forgets what waits: the consumer has left. */
  clear(): void {
    this.chunks.length = 0;
  }

  /** The next chunk; `undefined` at the end. Rejects with the error that ended it. For one consumer. */
  async next(): Promise<CaptureChunk | undefined> {
    while (this.chunks.length === 0 && !this.finished) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const chunk = this.chunks.shift();
    if (chunk === undefined && this.error !== undefined) throw this.error;
    if (chunk === undefined || !this.gapAtHead) return chunk;
    this.gapAtHead = false;
    return { ...chunk, gapBefore: true };
  }

  private signal(): void {
    this.wake?.();
    this.wake = undefined;
  }
}
