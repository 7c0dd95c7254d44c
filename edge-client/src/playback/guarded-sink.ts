import type { Clock } from "../clock.js";
import { stalledDevice } from "../device/alsa-errors.js";
import type { DeviceError } from "../device/device-error.js";
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
  private openedMs = 0;
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

  /** How long the sink has been open, in milliseconds. */
  get openMs(): number {
    return this.opened ? this.clock.nowMs() - this.openedMs : 0;
  }

  /** Gives `frames` frames, opening the sink where needed. */
  async write(pcm: Uint8Array, frames: number): Promise<void> {
    if (!this.opened && !(await this.open())) return;
    this.clockPosition.wrote(frames, this.clock.nowMs());
    this.written += frames;
    await this.guard(this.sink.write(pcm));
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
    this.openedMs = this.clock.nowMs();
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
    const watch = async (): Promise<DeviceError | undefined> => {
      await this.clock.wait(SINK_STALL_MS + LEAD_MS, finished.signal);
      return finished.signal.aborted ? undefined : stalledDevice("playback", this.sink.name);
    };
    const settled = work.finally(() => {
      finished.abort();
    });
    const stalled = await Promise.race([settled, watch()]);
    if (stalled === undefined) return;
    settled.catch(() => undefined);
    throw stalled;
  }
}
