import type { PcmFormat } from "../pcm-format.js";
import { type DriftCorrector, stretchByOne } from "./drift-corrector.js";
import type { PlayoutBuffer } from "./playout-buffer.js";
import type { PlayoutStep } from "./playout-options.js";
import { fadeIn, lastFrame, silence } from "./silence.js";

/**
 * Makes the blocks that a device is given, of sound from the buffer or of silence, and notes them in its timeline.
 * Sound is passed unchanged, except for a ramp after a gap and a frame of drift correction where that is on.
 */
export class BlockMaker {
  private tail: ReturnType<typeof lastFrame>;
  private fade = false;
  private wakeUpFrames = 0;

  constructor(
    private readonly format: PcmFormat,
    private readonly buffer: PlayoutBuffer,
    private readonly drift: DriftCorrector | undefined,
  ) {}

  /** The next sound begins in the middle of a wave: it is raised from zero. */
  fadeNext(): void {
    this.fade = true;
  }

  /** The device starts anew: there is nothing to lead silence down from. */
  reset(): void {
    this.tail = undefined;
    this.wakeUpFrames = 0;
    this.drift?.reset();
  }

  /** The speaker sleeps: `frames` frames of silence go first. */
  wakeUpNext(frames: number): void {
    this.wakeUpFrames = frames;
  }

  /** The next silence that wakes the speaker, at most `framesMax` frames; `undefined` once it is awake. */
  wakeUp(framesMax: number): PlayoutStep | undefined {
    if (this.wakeUpFrames === 0) return undefined;
    const frames = Math.min(framesMax, this.wakeUpFrames);
    this.wakeUpFrames -= frames;
    return this.silence(frames);
  }

  /** The next sound, at most `framesMax` frames; there must be some. */
  sound(framesMax: number): PlayoutStep & { readonly kind: "write" } {
    const { availableFrames } = this.buffer.ring;
    const frames = Math.min(framesMax, availableFrames);
    const change = frames > 1 && frames < availableFrames ? (this.drift?.next(frames) ?? 0) : 0;
    let pcm = this.buffer.ring.read(frames + change);
    this.tail = lastFrame(pcm, this.format);
    if (change !== 0) pcm = stretchByOne(pcm, this.format, change);
    if (this.fade) pcm = fadeIn(pcm, this.format);
    this.fade = false;
    this.buffer.timeline.append(frames, frames + change);
    return { kind: "write", pcm, frames };
  }

  /** `frames` frames of silence, which leads down from the sound before it. */
  silence(frames: number): PlayoutStep {
    const pcm = silence(this.format, frames, this.tail);
    this.tail = undefined;
    this.buffer.timeline.append(frames, 0);
    return { kind: "write", pcm, frames };
  }
}
