import { bytesPerFrame, type PcmFormat } from "../pcm-format.js";

/**
 * A ring of PCM frames with one writer, one reader and a memory: frames stay until they are released, so the reader
 * can go back to what was given to a device but not heard. One allocation, made at the start. Positions are frame
 * indices since the ring was made and only grow, except that `rewind` moves `readFrame` back; always
 * `releasedFrame ≤ readFrame ≤ writtenFrame ≤ releasedFrame + capacityFrames`.
 */
export class RingBuffer {
  private readonly frameBytes: number;
  private readonly bytes: Uint8Array;
  private written = 0;
  private readPosition = 0;
  private released = 0;

  constructor(
    format: PcmFormat,
    readonly capacityFrames: number,
  ) {
    this.frameBytes = bytesPerFrame(format);
    this.bytes = new Uint8Array(capacityFrames * this.frameBytes);
  }

  /** Index after the last frame written. */
  get writtenFrame(): number {
    return this.written;
  }

  /** Index of the next frame to read. */
  get readFrame(): number {
    return this.readPosition;
  }

  /** Index of the oldest frame that `rewind` can go back to. */
  get releasedFrame(): number {
    return this.released;
  }

  /** Frames that can be read. */
  get availableFrames(): number {
    return this.written - this.readPosition;
  }

  /** Frames that can be written. */
  get freeFrames(): number {
    return this.capacityFrames - (this.written - this.released);
  }

  /** Copies in as many whole frames of `pcm` as there is room for; returns how many. */
  write(pcm: Uint8Array): number {
    const frames = Math.min(Math.floor(pcm.length / this.frameBytes), this.freeFrames);
    const start = (this.written % this.capacityFrames) * this.frameBytes;
    const source = pcm.subarray(0, frames * this.frameBytes);
    const untilWrap = Math.min(source.length, this.bytes.length - start);
    this.bytes.set(source.subarray(0, untilWrap), start);
    this.bytes.set(source.subarray(untilWrap), 0);
    this.written += frames;
    return frames;
  }

  /** Copies out the next frames, at most `framesMax`. They stay in the ring until they are released. */
  read(framesMax: number): Uint8Array {
    const frames = Math.min(framesMax, this.availableFrames);
    const start = (this.readPosition % this.capacityFrames) * this.frameBytes;
    const copy = new Uint8Array(frames * this.frameBytes);
    const untilWrap = Math.min(copy.length, this.bytes.length - start);
    copy.set(this.bytes.subarray(start, start + untilWrap), 0);
    copy.set(this.bytes.subarray(0, copy.length - untilWrap), untilWrap);
    this.readPosition += frames;
    return copy;
  }

  /** Forgets frames before `frame`, but none that was not read. */
  release(frame: number): void {
    this.released = Math.max(this.released, Math.min(frame, this.readPosition));
  }

  /** Goes back so that `frame` is read next; not further than what was released, never forward. */
  rewind(frame: number): void {
    this.readPosition = Math.max(this.released, Math.min(frame, this.readPosition));
  }

  /** Forgets everything, read or not. */
  clear(): void {
    this.readPosition = this.written;
    this.released = this.written;
  }
}
