import { systemClock } from "../clock.js";
import { bytesPerFrame, type PcmFormat } from "../pcm-format.js";
import { DriftCorrector } from "./drift-corrector.js";
import { GuardedSink } from "./guarded-sink.js";
import type { PlaybackPosition, Player, PlayerOptions, PlayerState } from "./player.js";
import { PlayerLoop } from "./player-loop.js";
import { Playout } from "./playout.js";
import { PREBUFFER_MS_DEFAULT, PREBUFFER_MS_MAX } from "./prebuffer.js";

/** How often `onPlayed` is called while there is sound, where nothing else is asked for. */
const REPORT_MS_DEFAULT = 200;

/** Makes a player, which owns `options.sink` and runs until `end` or its disposal. */
export function createPlayer(options: PlayerOptions): Player {
  return new StreamPlayer(options);
}

/** Somebody who waits until the listener has heard up to a ring frame. */
interface HeardWaiter {
  readonly frame: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

class StreamPlayer implements Player {
  readonly format: PcmFormat;
  private readonly clock;
  private readonly playout: Playout;
  private readonly loop: PlayerLoop;
  private readonly ended: Promise<void>;
  private waiters: HeardWaiter[] = [];
  private writes: Promise<void> = Promise.resolve();
  private wakeWriter: (() => void) | undefined;
  private interruptions = 0;
  private over = false;
  private reportedMs = Number.NEGATIVE_INFINITY;
  private reportedState: PlayerState = "idle";

  constructor(private readonly options: PlayerOptions) {
    this.format = options.sink.format;
    this.clock = options.clock ?? systemClock;
    this.playout = new Playout({
      format: this.format,
      paced: options.sink.paced,
      ringMs: clamp(options.ringMs ?? 2000, 200, 60_000),
      prebufferMs: clamp(options.prebufferMs ?? PREBUFFER_MS_DEFAULT, 0, PREBUFFER_MS_MAX),
      leadSilenceMs: clamp(options.leadSilenceMs ?? 0, 0, 3000),
      warmMs: options.warmMs ?? 5000,
      ...(options.liveSource === true && options.sink.heardFrames !== undefined
        ? { drift: new DriftCorrector(this.format.sampleRateHz) }
        : {}),
    });
    this.loop = new PlayerLoop({
      playout: this.playout,
      sink: new GuardedSink(options.sink, this.clock),
      clock: this.clock,
      onStep: () => {
        this.settle();
        this.report(false);
      },
    });
    this.ended = this.loop.run().then(() => {
      this.over = true;
      this.settle();
    });
  }

  get state(): PlayerState {
    return this.playout.state;
  }

  write(pcm: Uint8Array, sampleOffset?: number): Promise<void> {
    if (pcm.length % bytesPerFrame(this.format) !== 0) {
      return Promise.reject(new RangeError("A player is written whole PCM frames."));
    }
    // Writes queue behind each other, so that each enters the ring in one piece.
    const { interruptions } = this;
    const written = this.writes.then(() => this.fill(pcm, sampleOffset, interruptions));
    this.writes = written.catch(() => undefined);
    return written;
  }

  async endUtterance(): Promise<void> {
    const { interruptions } = this;
    // In the queue of writes, so that the end falls between those before this call and those after it.
    const marked = this.writes.then(() => {
      if (interruptions !== this.interruptions) return this.playout.settledFrame;
      return this.playout.endUtterance();
    });
    this.writes = marked.then(() => undefined);
    const frame = await marked;
    this.loop.wake();
    await new Promise<void>((resolve, reject) => {
      this.waiters.push({ frame, resolve, reject });
      this.settle();
    });
  }

  async interrupt(): Promise<PlaybackPosition> {
    if (this.over) return this.position();
    this.interruptions++;
    const stopped = this.loop.cut((nowMs, playedFrames) => {
      this.playout.interrupt(nowMs, playedFrames);
    });
    this.settle();
    await stopped;
    this.report(true);
    return this.position();
  }

  async pause(): Promise<void> {
    if (this.over) return;
    await this.loop.cut((nowMs, playedFrames) => {
      this.playout.pause(nowMs, playedFrames);
    });
    this.report(true);
  }

  resume(): void {
    this.playout.resume(this.clock.nowMs());
    this.loop.wake();
  }

  async end(): Promise<PlaybackPosition> {
    await this.writes;
    this.playout.finish();
    this.loop.wake();
    await this.ended;
    await this.options.sink.close();
    if (this.loop.failure !== undefined) throw this.loop.failure;
    return this.position();
  }

  position(): PlaybackPosition {
    return this.playout.position(this.loop.restarts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.interrupt();
    this.loop.halt();
    await this.ended;
    await this.options.sink.close();
  }

  private async fill(
    pcm: Uint8Array,
    sampleOffset: number | undefined,
    interruptions: number,
  ): Promise<void> {
    let rest = pcm;
    let offset = sampleOffset;
    while (rest.length > 0 && interruptions === this.interruptions) {
      if (this.over) throw this.loop.failure ?? new Error("The player has ended.");
      const frames = this.playout.accept(rest, offset, this.clock.nowMs());
      rest = rest.subarray(frames * bytesPerFrame(this.format));
      if (offset !== undefined) offset += frames;
      if (frames > 0) this.loop.wake();
      if (rest.length === 0) return;
      await new Promise<void>((resolve) => {
        this.wakeWriter = resolve;
      });
    }
  }

  /** Tells those who wait for room, for the listener, or for an end that will not come. */
  private settle(): void {
    // A writer that is woken for nothing wakes the loop, which wakes the writer.
    if (this.over || this.playout.hasRoom) {
      this.wakeWriter?.();
      this.wakeWriter = undefined;
    }
    const { settledFrame } = this.playout;
    const done = this.waiters.filter((waiter) => this.over || waiter.frame <= settledFrame);
    if (done.length === 0) return;
    this.waiters = this.waiters.filter((waiter) => !done.includes(waiter));
    for (const { frame, resolve, reject } of done) {
      if (frame <= settledFrame || this.loop.failure === undefined) resolve();
      else reject(this.loop.failure);
    }
  }

  private report(force: boolean): void {
    const nowMs = this.clock.nowMs();
    const { state } = this.playout;
    const due = state !== "idle" && nowMs - this.reportedMs >= this.reportMs;
    if (!force && !due && state === this.reportedState) return;
    this.reportedMs = nowMs;
    this.reportedState = state;
    this.options.onPlayed?.(this.position());
  }

  private get reportMs(): number {
    return this.options.reportMs ?? REPORT_MS_DEFAULT;
  }
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
