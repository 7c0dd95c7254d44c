import type { EngineSource } from "@sotto/models";
import { SottoError } from "@sotto/proto/error";
import { type Clock, systemClock } from "./clock.js";
import { silenceRuntimeReports } from "./config.js";
import type { InferenceObserver } from "./inference.js";
import { smokeCheck } from "./smoke-check.js";
import { OPEN_PER_LEASE_MAX } from "./worker-lease.js";
import { WorkerPool, type WorkerPoolInference } from "./worker-pool.js";
import { WorkerSlot } from "./worker-slot.js";
import type { WorkerReady } from "./worker-thread.js";

/** Bounds of the options; `config.ts` repeats them to people. */
const WORKERS_MAX = 256;
const STREAMS_MAX = 100_000;

/** The longest that one job may take: two orders above a step of the slowest model that keeps up. */
const JOB_MS_MAX = 10_000;

/** The longest that loading and warming up all models may take. */
const LOAD_MS_MAX = 120_000;

/** Most heap of a worker; front ends keep their dictionaries in it, weights and samples lie outside. */
const HEAP_MB_MAX = 256;

/** How the workers of a server that could not start are ended. */
const FAILED_START_GRACE_MS = 1000;

/** How inference is set up. */
export interface InferenceOptions {
  /** What each model is loaded from (plain data), the default one first. */
  readonly sources: readonly EngineSource[];
  /**
   * Worker threads, 1 to 256. One for every core that the process may use is best, each computing on one thread: streams
   * are many and their steps small, so that several workers use the cores better than several threads within a step.
   */
  readonly workers: number;
  /** Most streams at any time, 1 to 100,000. */
  readonly streamsMax: number;
  /** Streams that the pool is taken to hold in real time; measured at start where absent. See `Admission`. */
  readonly ratedStreams?: number;
  /** Whether the models are tried out in a child process first; `auto` does so on arm64. See `smokeCheck`. */
  readonly smokeCheck?: "auto" | "always" | "never";
  /** The longest that one job may take before its worker counts as hung, in ms; 10,000 where absent. */
  readonly jobMsMax?: number;
  /** The longest that loading may take, in ms; 120,000 where absent. */
  readonly loadMsMax?: number;
  /** Most JavaScript heap of a worker, in MiB; 256 where absent. */
  readonly workerHeapMbMax?: number;
  readonly observer?: InferenceObserver;
  readonly clock?: Clock;
  /** URL of the module whose `loadEngine` the workers use; tests give one with faulty engines. */
  readonly loaderUrl?: string;
}

/**
 * Loads the models into worker threads and gives inference on them, when all workers are ready. The caller closes it.
 * @throws SottoError MODEL_UNUSABLE and whatever `loadEngine` throws; no worker is left then. INVALID_FIELD for options
 * out of their range.
 */
export async function createInference(options: InferenceOptions): Promise<WorkerPoolInference> {
  checkOptions(options);
  silenceRuntimeReports();
  const { observer = silentObserver, clock = systemClock, loadMsMax = LOAD_MS_MAX } = options;
  const setup = { sources: options.sources, loaderUrl: options.loaderUrl ?? "@sotto/models" };
  if (wantsSmokeCheck(options)) await smokeCheck({ setup, limitMs: loadMsMax });
  const slots = Array.from({ length: options.workers }, () => {
    return new WorkerSlot({
      thread: { setup, clock, heapMbMax: options.workerHeapMbMax ?? HEAP_MB_MAX },
      // Streams may gather on one worker while the others are being replaced.
      queuedJobsMax: options.streamsMax * OPEN_PER_LEASE_MAX,
      jobMsMax: options.jobMsMax ?? JOB_MS_MAX,
      loadMsMax,
      clock,
      observer,
    });
  });
  const ready = await startAll(slots);
  const { streamsMax, ratedStreams } = options;
  return new WorkerPool({ slots, ready, streamsMax, ratedStreams, observer, clock });
}

/** All or none: where one worker can't start, the others are ended. */
async function startAll(slots: readonly WorkerSlot[]): Promise<WorkerReady[]> {
  try {
    return await Promise.all(slots.map((slot) => slot.start()));
  } catch (error) {
    const reason = SottoError.from(error);
    await Promise.all(slots.map((slot) => slot.close(reason, FAILED_START_GRACE_MS)));
    throw reason;
  }
}

function wantsSmokeCheck({ smokeCheck: wish = "auto" }: InferenceOptions): boolean {
  return wish === "always" || (wish === "auto" && process.arch === "arm64");
}

function checkOptions({ sources, workers, streamsMax, ratedStreams }: InferenceOptions): void {
  if (sources.length === 0) throw SottoError.invalidField("models", "at least one");
  checkCount("workers", workers, WORKERS_MAX);
  checkCount("streams_max", streamsMax, STREAMS_MAX);
  if (ratedStreams !== undefined) checkCount("rated_streams", ratedStreams, STREAMS_MAX);
}

function checkCount(field: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= max) return;
  throw SottoError.invalidField(field, `a whole number from 1 to ${max}`);
}

const silentObserver: InferenceObserver = {
  stepDone: () => undefined,
  admissionRefused: () => undefined,
  workerLost: () => undefined,
  workerReady: () => undefined,
};
