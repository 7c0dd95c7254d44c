import { framesInMs, msOfFrames } from "../pcm-format.js";
import { BlockMaker } from "./block-maker.js";
import type { PlaybackPosition, PlayerState } from "./player.js";
import { PlayoutBuffer } from "./playout-buffer.js";
import {
  BLOCK_MS,
  blockFramesOf,
  LEAD_MS,
  LINGER_MS,
  LOW_WATER_MS,
  type PlayoutOptions,
  type PlayoutStep,
} from "./playout-options.js";
import { PREBUFFER_WAIT_MS_MAX } from "./prebuffer.js";
import { UnderrunCounter } from "./underrun-counter.js";

/**
 * Decides what a listener hears next: the player's state machine, with no device, no timer and no waiting in it. Every
 * call gives it the time and how far the device has played; `step` answers with one thing to do.
 *
 * The gap policy is silence: when sound is missing, the device is given silence rather than left to underrun, with
 * short ramps at both edges, so that it neither clicks nor stops; the gap is counted once, when sound goes on, with
 * the length that was heard. A ring that runs dry where an utterance ends is no gap.
 */
export class Playout {
  private readonly buffer: PlayoutBuffer;
  private readonly gaps: UnderrunCounter;
  private readonly blocks: BlockMaker;
  private readonly leadFrames: number;
  private readonly lowWaterFrames: number;
  private readonly blockFrames: number;
  private current: PlayerState = "idle";
  private endedFrame = -1;
  private finishing = false;
  private soundSinceMs = 0;
  private lastSoundMs = Number.NEGATIVE_INFINITY;
  private lingerSinceMs: number | undefined;

  constructor(private readonly options: PlayoutOptions) {
    const { format, paced } = options;
    this.buffer = new PlayoutBuffer(format, options.ringMs);
    this.blocks = new BlockMaker(format, this.buffer, options.drift);
    this.gaps = new UnderrunCounter(paced ? options.prebufferMs : 0);
    this.leadFrames = framesInMs(format, LEAD_MS);
    this.lowWaterFrames = framesInMs(format, LOW_WATER_MS);
    this.blockFrames = blockFramesOf(format, paced);
  }

  /** The state; see `PlayerState`. */
  get state(): PlayerState {
    return this.current;
  }

  /** The ring frame up to which everything was heard or dropped. */
  get settledFrame(): number {
    return this.buffer.settledFrame;
  }

  /** Whether `accept` would take anything. */
  get hasRoom(): boolean {
    return this.buffer.ring.freeFrames > 0;
  }

  /** Whether nothing more will come and all of it was played. */
  get isFinished(): boolean {
    return this.finishing && this.current === "idle" && this.isOver;
  }

  /** Frames given to the device since it was opened. */
  get deviceEnd(): number {
    return this.buffer.timeline.deviceEnd;
  }

  /** Where playback stands. */
  position(sinkRestarts: number): PlaybackPosition {
    return {
      state: this.current,
      playedSamples: this.buffer.playedSamples,
      bufferedMs: this.ms(this.buffer.waitingFrames),
      underruns: this.gaps.count,
      underrunMs: this.gaps.totalMs,
      prebufferMs: this.gaps.prebufferMs,
      sinkRestarts,
    };
  }

  /** Takes as many frames of `pcm` as the ring has room for; returns how many. `offset` as in `Player.write`. */
  accept(pcm: Uint8Array, offset: number | undefined, nowMs: number): number {
    if (this.buffer.ring.availableFrames === 0) this.soundSinceMs = nowMs;
    return this.buffer.accept(pcm, offset);
  }

  /** An utterance ends with what was accepted so far; returns its last ring frame. */
  endUtterance(): number {
    this.endedFrame = this.buffer.ring.writtenFrame;
    return this.endedFrame;
  }

  /** Nothing more will come: the device is drained without lingering. */
  finish(): void {
    this.finishing = true;
    this.endUtterance();
  }

  /** What to do at `nowMs`, when the device has played `playedFrames` since it was opened. */
  step(nowMs: number, playedFrames: number): PlayoutStep {
    this.buffer.hear(playedFrames);
    this.options.drift?.observe(nowMs, playedFrames);
    // A step changes state at most a few times before it answers.
    for (;;) {
      const before = this.current;
      const step = this.stepOnce(nowMs, playedFrames);
      if (step !== undefined) return this.patient(step);
      if (before === this.current) throw new Error(`playout is stuck in ${before}`);
    }
  }

  /** The device has played all it was given and is closed. */
  drained(nowMs: number): void {
    this.buffer.hear(this.deviceEnd);
    this.lastSoundMs = nowMs;
    this.restartDevice();
    this.current = "idle";
  }

  /** The device went away at `playedFrames`; what was not heard will be played again on the next. */
  deviceLost(nowMs: number, playedFrames: number): void {
    this.buffer.hear(playedFrames);
    const wasSounding = this.deviceEnd > 0;
    this.restartDevice();
    if (wasSounding && !this.isOver) {
      this.gaps.begin(nowMs);
      this.blocks.fadeNext();
    }
    if (this.current !== "paused") this.current = this.isOver ? "idle" : "buffering";
  }

  /** Barge-in at `playedFrames`: what waits is forgotten. */
  interrupt(nowMs: number, playedFrames: number): void {
    this.silenceAt(nowMs, playedFrames);
    this.buffer.clear();
    this.current = "idle";
  }

  /** Stops at `playedFrames` and keeps what was not heard. */
  pause(nowMs: number, playedFrames: number): void {
    this.silenceAt(nowMs, playedFrames);
    this.current = "paused";
  }

  /** Goes on where the listener was. */
  resume(nowMs: number): void {
    if (this.current !== "paused") return;
    this.soundSinceMs = nowMs;
    this.blocks.fadeNext();
    this.current = "idle";
  }

  /** For good. */
  stop(): void {
    this.current = "stopped";
  }

  private silenceAt(nowMs: number, playedFrames: number): void {
    this.buffer.hear(playedFrames);
    if (this.deviceEnd > 0) this.lastSoundMs = nowMs;
    this.gaps.cancel();
    this.restartDevice();
  }

  private restartDevice(): void {
    this.buffer.rewind();
    this.blocks.reset();
    this.lingerSinceMs = undefined;
  }

  /** No wait is long while a device plays, so that the listener's position is told as it moves. */
  private patient(step: PlayoutStep): PlayoutStep {
    if (step.kind !== "wait" || this.deviceEnd === 0 || !this.options.paced) return step;
    return { kind: "wait", ms: Math.min(step.ms, BLOCK_MS) };
  }

  private stepOnce(nowMs: number, playedFrames: number): PlayoutStep | undefined {
    const lead = this.options.paced ? this.deviceEnd - playedFrames : 0;
    switch (this.current) {
      case "paused":
      case "stopped":
        return { kind: "wait", ms: Number.POSITIVE_INFINITY };
      case "idle":
        return this.stepIdle(nowMs);
      case "buffering":
        return this.tooFarAhead(lead) ?? this.stepBuffering(nowMs, lead);
      case "playing":
        return this.tooFarAhead(lead) ?? this.stepPlaying(nowMs, lead);
      case "draining":
        return this.stepDraining(nowMs, lead, this.buffer.timeline.soundEnd - playedFrames);
    }
  }

  private stepIdle(nowMs: number): PlayoutStep | undefined {
    if (this.buffer.ring.availableFrames > 0) {
      const { format, paced, leadSilenceMs, warmMs } = this.options;
      const asleep = paced && nowMs - this.lastSoundMs > warmMs;
      if (asleep) this.blocks.wakeUpNext(framesInMs(format, leadSilenceMs));
      this.current = "buffering";
      return undefined;
    }
    if (this.finishing) return { kind: "drain" };
    return { kind: "wait", ms: Number.POSITIVE_INFINITY };
  }

  private stepBuffering(nowMs: number, lead: number): PlayoutStep | undefined {
    const waitMs = this.prebufferWaitMs(nowMs);
    if (waitMs <= 0) {
      if (this.gaps.close(nowMs + this.ms(lead))) this.blocks.fadeNext();
      this.current = "playing";
      return undefined;
    }
    if (this.isOver) {
      // The end of the utterance came after its last sound: the ring ran dry where it should.
      this.gaps.cancel();
      this.current = "draining";
      return undefined;
    }
    // The speaker wakes up while the prebuffer fills.
    const wakeUp = this.blocks.wakeUp(this.blockFrames);
    if (wakeUp !== undefined) return wakeUp;
    if (this.deviceEnd === 0) return { kind: "wait", ms: waitMs };
    return this.keepAlive(lead, waitMs);
  }

  /** How long sound must still wait for the prebuffer; infinite while there is none. */
  private prebufferWaitMs(nowMs: number): number {
    const { ring } = this.buffer;
    if (ring.availableFrames === 0) return Number.POSITIVE_INFINITY;
    const enough = this.ms(ring.availableFrames) >= this.gaps.targetMs(nowMs);
    if (enough || ring.freeFrames === 0 || this.endedFrame > ring.readFrame) return 0;
    return this.soundSinceMs + PREBUFFER_WAIT_MS_MAX - nowMs;
  }

  private stepPlaying(nowMs: number, lead: number): PlayoutStep | undefined {
    const wakeUp = this.blocks.wakeUp(this.blockFrames);
    if (wakeUp !== undefined) return wakeUp;
    if (this.buffer.ring.availableFrames > 0) return this.writeSound();
    if (this.isOver) {
      this.current = "draining";
      return undefined;
    }
    if (!this.options.paced) return { kind: "wait", ms: Number.POSITIVE_INFINITY };
    if (lead > this.lowWaterFrames)
      return { kind: "wait", ms: this.ms(lead - this.lowWaterFrames) };
    this.gaps.begin(nowMs + this.ms(lead));
    this.current = "buffering";
    return undefined;
  }

  private stepDraining(nowMs: number, lead: number, soundFrames: number): PlayoutStep | undefined {
    if (this.buffer.ring.availableFrames > 0) {
      this.lingerSinceMs = undefined;
      this.current = "buffering";
      return undefined;
    }
    if (this.finishing) return { kind: "drain" };
    if (!this.options.paced) {
      this.current = "idle";
      return undefined;
    }
    if (soundFrames > 0) return this.keepAlive(lead, this.ms(soundFrames));
    this.lastSoundMs = nowMs;
    this.lingerSinceMs ??= nowMs;
    const lingerMs = this.lingerSinceMs + LINGER_MS - nowMs;
    return lingerMs > 0 ? this.keepAlive(lead, lingerMs) : { kind: "drain" };
  }

  private tooFarAhead(lead: number): PlayoutStep | undefined {
    const excess = lead + this.blockFrames - this.leadFrames;
    return this.options.paced && excess > 0 ? { kind: "wait", ms: this.ms(excess) } : undefined;
  }

  private writeSound(): PlayoutStep {
    const block = this.blocks.sound(this.blockFrames);
    this.gaps.played(this.ms(block.frames));
    return block;
  }

  private keepAlive(lead: number, waitMs: number): PlayoutStep {
    if (lead <= this.lowWaterFrames) return this.blocks.silence(this.blockFrames);
    const untilLowMs = this.ms(lead - this.lowWaterFrames);
    return { kind: "wait", ms: Math.min(untilLowMs, waitMs) };
  }

  /** Whether all sound was read and an utterance ends there. */
  private get isOver(): boolean {
    return this.buffer.ring.availableFrames === 0 && this.endedFrame === this.buffer.ring.readFrame;
  }

  private ms(frames: number): number {
    return msOfFrames(this.options.format, frames);
  }
}
