import { framesInMs, type PcmFormat } from "../pcm-format.js";
import { OffsetMap } from "./offset-map.js";
import { RingBuffer } from "./ring-buffer.js";
import { Timeline } from "./timeline.js";

/**
 * The sound between its writer and its listener: the ring, what of it a device was given, and how far the listener has
 * heard. Frames stay in the ring until they were heard, so that they can be given to another device when one fails.
 */
export class PlayoutBuffer {
  readonly ring: RingBuffer;
  readonly timeline = new Timeline();
  private readonly offsets = new OffsetMap();
  private heard = 0;

  constructor(format: PcmFormat, ringMs: number) {
    this.ring = new RingBuffer(format, framesInMs(format, ringMs));
  }

  /** The ring frame up to which the listener has heard. */
  get heardFrame(): number {
    return this.heard;
  }

  /** The same as a sample offset of the stream. */
  get playedSamples(): number {
    return this.offsets.offsetAt(this.heard);
  }

  /** The ring frame up to which everything was heard or dropped. */
  get settledFrame(): number {
    return this.ring.releasedFrame;
  }

  /** Frames that the listener has still to hear. */
  get waitingFrames(): number {
    return this.ring.writtenFrame - this.ring.releasedFrame;
  }

  /** Takes as many frames as there is room for; the first has the stream's sample offset `offset`, where given. */
  accept(pcm: Uint8Array, offset: number | undefined): number {
    if (offset !== undefined) this.offsets.anchor(this.ring.writtenFrame, offset);
    return this.ring.write(pcm);
  }

  /** The device has played `playedFrames` since it was opened. */
  hear(playedFrames: number): void {
    if (this.timeline.deviceEnd === 0) return;
    this.heard = Math.max(this.heard, this.timeline.streamAt(playedFrames));
    this.ring.release(this.heard);
    this.timeline.prune(playedFrames);
    this.offsets.prune(this.heard);
  }

  /** The device is closed: what was not heard is read again. */
  rewind(): void {
    this.ring.rewind(this.heard);
    this.timeline.reset(this.ring.readFrame);
  }

  /** Forgets what was not heard. */
  clear(): void {
    this.ring.clear();
    this.timeline.reset(this.ring.writtenFrame);
  }
}
