import type { Clock } from "../clock.js";
import { stalledDevice } from "../device/alsa-errors.js";
import { PlayedClock } from "./played-clock.js";
import { LEAD_MS } from "./playout-options.js";
import type { Sink } from "./sink.js";

/** A paced sink that takes longer than this for 20 ms of sound, beyond what it was ahead, is stalled. */
export const SINK_STALL_MS = 2000;

/**
 * A sink with a watchdog, and with a position: its own where it reports one, else reckoned by the clock. For a sink
 * without pace, what it was given is heard.
 */
export class GuardedSink {
  private readonly clockPosition: PlayedClock;
  private opened = false;
  private written = 0;
  private era = 0;
  /** Whether the sink could be opened at least once. */
  everOpened = false;

  constructor(
    readonly sink: Sink,
    private readonly clock: Clock,
  ) {
    this.clockPosition = new PlayedClock(sink.format.sampleRateHz);
  }

  /** Frames heard since the sink was opened. */
  get playedFrames(): number {
    if (!this.sink.paced) return this.written;
    const reported = this.sink.heardFrames?.();
    if (reported !== undefined) return Math.min(this.written, reported);
    return this.clockPosition.playedFrames(this.clock.nowMs());
  }

  /** Gives `frames` frames, opening the sink where needed. */
  async write(pcm: Uint8Array, frames: number): Promise<void> {
    if (!this.opened && !(await this.open())) return;
    const { era } = this;
    await this.guard(this.sink.write(pcm));
    // Counted when the sink has taken it: what a stalled device was offered was not heard.
    if (era !== this.era) return;
    this.clockPosition.wrote(frames, this.clock.nowMs());
    this.written += frames;
  }

  /** Opens the sink; false when it was stopped meanwhile, and is therefore closed again. */
  private async open(): Promise<boolean> {
    const { era } = this;
    await this.guard(this.sink.open());
    if (era !== this.era) {
      await this.sink.stop();
      return false;
    }
    this.opened = true;
    this.everOpened = true;
    return true;
  }

  /** Resolves when all was heard; the next write opens the sink again. */
  async drain(): Promise<void> {
    if (this.opened) await this.guard(this.sink.drain());
    this.forget();
  }

  /** Ends sound at once; the next write opens the sink again. */
  async stop(): Promise<void> {
    this.forget();
    await this.sink.stop();
  }

  private forget(): void {
    this.era++;
    this.opened = false;
    this.written = 0;
    this.clockPosition.reset();
  }

  private async guard(work: Promise<void>): Promise<void> {
    if (!this.sink.paced) return work;
    const finished = new AbortController();
    const stalled = new Promise<never>((_resolve, reject) => {
      void this.clock.wait(SINK_STALL_MS + LEAD_MS, finished.signal).then(() => {
        if (!finished.signal.aborted) reject(stalledDevice("playback", this.sink.name));
      });
    });
    try {
      await Promise.race([work, stalled]);
    } finally {
      finished.abort();
    }
  }
}
