import { type Clock, systemClock } from "../clock.js";
import { bytesPerFrame, msOfFrames, type PcmFormat } from "../pcm-format.js";
import { PlayedClock } from "./played-clock.js";
import type { Sink } from "./sink.js";

/** Takes sound at the speed of a clock and forgets it: a listener for benchmarks, tests and machines without a card. */
export class NullSink implements Sink {
  readonly name = "null";
  readonly paced = true;
  readonly xruns = 0;
  private readonly played: PlayedClock;
  private written = 0;
  private cut = new AbortController();

  constructor(
    readonly format: PcmFormat,
    private readonly clock: Clock = systemClock,
  ) {
    this.played = new PlayedClock(format.sampleRateHz);
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  write(pcm: Uint8Array): Promise<void> {
    const frames = pcm.length / bytesPerFrame(this.format);
    this.played.wrote(frames, this.clock.nowMs());
    this.written += frames;
    return Promise.resolve();
  }

  heardFrames(): number {
    return this.played.playedFrames(this.clock.nowMs());
  }

  async drain(): Promise<void> {
    const { signal } = this.cut;
    const leftMs = msOfFrames(this.format, this.written - this.heardFrames());
    await this.clock.wait(Math.ceil(leftMs), signal);
    if (!signal.aborted) this.forget();
  }

  stop(): Promise<void> {
    this.cut.abort();
    this.cut = new AbortController();
    this.forget();
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.stop();
  }

  private forget(): void {
    this.written = 0;
    this.played.reset();
  }
}
