import type { Clock } from "../clock.js";
import { DeviceError } from "../device/device-error.js";
import { restartDelayMs } from "../device/restart-delay.js";
import { msOfFrames } from "../pcm-format.js";
import type { GuardedSink } from "./guarded-sink.js";
import type { Playout } from "./playout.js";
import type { PlayoutStep } from "./playout-options.js";
import { WakeUp } from "./wake-up.js";

/** Times in a row that a device is opened again before its error is the player's. */
export const SINK_RESTARTS_MAX = 5;
/** A device that played this long was well: its next failure is the first again. */
const HEALTHY_MS = 2000;

/** What a loop needs. */
export interface PlayerLoopOptions {
  readonly playout: Playout;
  readonly sink: GuardedSink;
  readonly clock: Clock;
  /** Called after every step that may have moved the listener or the state. */
  readonly onStep: () => void;
}

/**
 * Carries out what a playout decides: gives the sink its frames in time, and opens it again when it fails. It ends
 * when everything was played after `playout.finish()`, when it is halted, or when the sink failed for good.
 */
export class PlayerLoop {
  private readonly work: WakeUp;
  private readonly halted = new AbortController();
  /** Grows with every interruption, so that what was under way knows that it no longer counts. */
  private era = 0;
  private failures = 0;
  private error: Error | undefined;
  /** Times that the device was opened again after it failed. */
  restarts = 0;

  constructor(private readonly options: PlayerLoopOptions) {
    this.work = new WakeUp(options.clock);
  }

  /** What ended the loop, if anything went wrong. */
  get failure(): Error | undefined {
    return this.error;
  }

  /** There is something new to look at. */
  wake(): void {
    this.work.wake();
  }

  /** Ends sound at once after `change` was made to the playout; what the sink was doing no longer counts. */
  async cut(change: (nowMs: number, playedFrames: number) => void): Promise<void> {
    const { clock, sink } = this.options;
    this.era++;
    change(clock.nowMs(), sink.playedFrames);
    this.wake();
    await sink.stop();
  }

  /** Ends the loop after its present step. */
  halt(): void {
    this.halted.abort();
    this.wake();
  }

  /** Runs to the end; never rejects. */
  async run(): Promise<void> {
    const { playout, sink, clock, onStep } = this.options;
    while (!this.halted.signal.aborted && !playout.isFinished) {
      const { era } = this;
      try {
        const step = playout.step(clock.nowMs(), sink.playedFrames);
        onStep();
        await this.perform(step, era);
      } catch (error) {
        if (era === this.era && !(await this.recover(error))) break;
      }
    }
    playout.stop();
    onStep();
  }

  private async perform(step: PlayoutStep, era: number): Promise<void> {
    const { playout, sink, clock } = this.options;
    switch (step.kind) {
      case "wait":
        return this.work.wait(step.ms);
      case "write":
        return sink.write(step.pcm, step.frames);
      case "drain":
        await sink.drain();
        if (era === this.era) playout.drained(clock.nowMs());
    }
  }

  /** Whether to go on: opens a lost device again after a pause, with what was not heard. */
  private async recover(error: unknown): Promise<boolean> {
    const { playout, sink, clock } = this.options;
    const playedMs = msOfFrames(sink.sink.format, sink.playedFrames);
    if (playedMs >= HEALTHY_MS) this.failures = 0;
    playout.deviceLost(clock.nowMs(), sink.playedFrames);
    await sink.stop().catch(() => undefined);
    this.failures++;
    if (!this.mayRecover(error)) {
      this.error = error instanceof Error ? error : new Error(String(error));
      return false;
    }
    this.options.onStep();
    await clock.wait(restartDelayMs(this.failures), this.halted.signal);
    this.restarts++;
    return !this.halted.signal.aborted;
  }

  private mayRecover(error: unknown): boolean {
    const { sink } = this.options;
    if (!(error instanceof DeviceError) || !sink.sink.paced) return false;
    if (this.failures > SINK_RESTARTS_MAX) return false;
    switch (error.kind) {
      case "formatUnsupported":
      case "diskFull":
      case "toolMissing":
        return false;
      case "deviceMissing":
      case "deviceBusy":
        return sink.everOpened;
      case "deviceLost":
      case "stalled":
        return true;
    }
  }
}
