import type { Clock } from "../clock.js";
import { type Direction, stalledDevice } from "../device/alsa-errors.js";
import type { DeviceError } from "../device/device-error.js";
import { restartDelayMs } from "../device/restart-delay.js";
import type { PcmFormat, PcmSamples } from "../pcm-format.js";
import type { Capture, CaptureBackend, CaptureChunk, CaptureCounters } from "./capture.js";
import type { CaptureProcess, StartCapture } from "./capture-process.js";
import { CaptureQueue } from "./capture-queue.js";
import { Rechunker } from "./rechunker.js";

/** A way to record, in the order of preference. */
export interface CaptureStarter {
  readonly backend: CaptureBackend;
  readonly start: StartCapture;
}

/** What a supervised capture needs. */
export interface SupervisedCaptureOptions {
  readonly device: string;
  readonly format: PcmFormat;
  readonly chunkFrames: number;
  /** At least one; the next is taken where one isn't installed. */
  readonly starters: readonly [CaptureStarter, ...CaptureStarter[]];
  readonly clock: Clock;
  readonly random?: () => number;
  readonly signal?: AbortSignal;
}

/** Sound that waits for the consumer at most, in milliseconds. */
export const QUEUE_MS_MAX = 5000;
/** Without audio for this long, a recording that ran is stalled. */
export const STALL_MS = 500;
/** A suspected stall is looked at again after this long. */
const SECOND_LOOK_MS = 20;
/** A process may take this long to its first audio: Node's own start on a small board is in it. */
export const STARTUP_MS = 5000;
/** A recording that lasted this long was healthy: its next failure starts the pauses from the shortest again. */
export const HEALTHY_MS = 2000;
/** After this many restarts in a row without health, about a minute and a half, the device is given up. */
export const RESTARTS_MAX = 8;

const DIRECTION: Direction = "capture";

/**
 * A recording that outlives its process: it restarts one that crashed, lost its device or went silent, after a pause
 * that doubles from 0.5 to 30 s, and gives up with the last error after {@link RESTARTS_MAX} tries. A device that
 * can't be opened the first time is an error at once: nothing suggests that waiting would help.
 */
export class SupervisedCapture implements Capture {
  readonly format: PcmFormat;
  private readonly queue: CaptureQueue;
  private readonly ended = new AbortController();
  private readonly running: Promise<void>;
  private starter = 0;
  private nextFrame = 0;
  private gap = false;
  private everHadAudio = false;
  private counts = { overruns: 0, readErrors: 0, stalls: 0, restarts: 0 };

  constructor(private readonly options: SupervisedCaptureOptions) {
    this.format = options.format;
    const chunkMs = (options.chunkFrames / options.format.sampleRateHz) * 1000;
    this.queue = new CaptureQueue(Math.max(1, Math.ceil(QUEUE_MS_MAX / chunkMs)));
    const end = (): void => {
      this.end();
    };
    options.signal?.addEventListener("abort", end, { once: true, signal: this.ended.signal });
    if (options.signal?.aborted === true) end();
    this.running = this.run();
  }

  get backend(): CaptureBackend {
    return (this.options.starters[this.starter] ?? this.options.starters[0]).backend;
  }

  get counters(): CaptureCounters {
    return { ...this.counts, droppedChunks: this.queue.dropped };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CaptureChunk> {
    try {
      for (;;) {
        const chunk = await this.queue.next();
        if (chunk === undefined) return;
        yield chunk;
      }
    } finally {
      await this[Symbol.asyncDispose]();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end();
    this.queue.clear();
    await this.running;
  }

  private isEnded(): boolean {
    return this.ended.signal.aborted;
  }

  private end(): void {
    this.queue.end();
    this.ended.abort();
  }

  private async run(): Promise<void> {
    const { clock, random } = this.options;
    let failures = 0;
    while (!this.isEnded()) {
      const startedMs = clock.nowMs();
      const error = await this.runProcess();
      if (error === undefined || this.fallBack(error)) continue;
      const healthy = this.everHadAudio && clock.nowMs() - startedMs >= HEALTHY_MS;
      failures = healthy ? 1 : failures + 1;
      if (failures > RESTARTS_MAX || this.isFinal(error)) {
        this.queue.end(error);
        return;
      }
      this.gap = true;
      await clock.wait(restartDelayMs(failures, random), this.ended.signal);
      if (this.isEnded()) return;
      this.counts.restarts++;
    }
  }

  /** Takes the next way to record where this one isn't installed. */
  private fallBack(error: DeviceError): boolean {
    if (error.kind !== "toolMissing" || this.starter + 1 >= this.options.starters.length) {
      return false;
    }
    this.starter++;
    return true;
  }

  /** Whether trying again is no use: what the user must change, or a first opening that failed. */
  private isFinal(error: DeviceError): boolean {
    switch (error.kind) {
      case "toolMissing":
      case "formatUnsupported":
      case "diskFull":
        return true;
      case "deviceMissing":
      case "deviceBusy":
        return !this.everHadAudio;
      case "deviceLost":
      case "stalled":
        return false;
    }
  }

  /** Runs one process to its end; resolves with why it ended, `undefined` when we ended it. */
  private async runProcess(): Promise<DeviceError | undefined> {
    const { clock, format, chunkFrames, device } = this.options;
    const starter = this.options.starters[this.starter] ?? this.options.starters[0];
    const rechunker = new Rechunker(format, chunkFrames);
    const over = new AbortController();
    const attempt = AbortSignal.any([this.ended.signal, over.signal]);
    let exitError: DeviceError | undefined;
    let quietSinceMs = clock.nowMs();
    let patienceMs = STARTUP_MS;
    let suspected = false;
    const child: CaptureProcess = starter.start({
      onPcm: (bytes) => {
        quietSinceMs = clock.nowMs();
        patienceMs = STALL_MS;
        suspected = false;
        this.everHadAudio = true;
        for (const samples of rechunker.push(bytes)) this.deliver(samples);
      },
      onLoss: (kind) => {
        this.counts[kind === "overrun" ? "overruns" : "readErrors"]++;
        this.deliver(rechunker.flush());
        this.gap = true;
      },
      onExit: (error) => {
        exitError = error;
        over.abort();
      },
    });
    while (!attempt.aborted) {
      const leftMs = quietSinceMs + patienceMs - clock.nowMs();
      if (leftMs > 0 || !suspected) {
        // When this process itself was held up, timers run before the audio that arrived meanwhile is read: look twice.
        suspected = leftMs <= 0;
        // Looked at often, because the first sound shortens the patience.
        const lookMs = Math.min(STALL_MS, Math.max(leftMs, SECOND_LOOK_MS));
        await clock.wait(lookMs, attempt);
      } else {
        this.counts.stalls++;
        exitError = stalledDevice(DIRECTION, device);
        over.abort();
      }
    }
    child.stop();
    this.deliver(rechunker.flush());
    return this.isEnded() ? undefined : exitError;
  }

  private deliver(samples: PcmSamples | undefined): void {
    if (samples === undefined) return;
    this.queue.push({ samples, firstFrame: this.nextFrame, gapBefore: this.gap });
    this.nextFrame += samples.length / this.format.channels;
    this.gap = false;
  }
}
