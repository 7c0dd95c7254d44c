import type { ModelDescription } from "@sotto/models";
import { SottoError } from "@sotto/proto/error";
import { Admission } from "./admission.js";
import type { Clock } from "./clock.js";
import type { Inference, InferenceObserver, Lease } from "./inference.js";
import { WorkerLease } from "./worker-lease.js";
import type { ReadyModel } from "./worker-protocol.js";
import type { ReadyWorker, WorkerSlot } from "./worker-slot.js";
import type { WorkerReady } from "./worker-thread.js";

/** How long workers are given to finish their step and end, before they are ended by force. */
const CLOSE_GRACE_MS = 1000;

/** {@link Inference} with what readiness probes and metrics look at besides. */
export interface WorkerPoolInference extends Inference {
  /** Workers that could take a stream now; 0 means not ready. */
  readonly readyWorkers: number;
  /** Streams of the default model that the ready workers hold in real time. */
  readonly ratedStreams: number;
}

/** What a pool is made of. */
export interface WorkerPoolOptions {
  /** Started slots; the pool takes them over and closes them. */
  readonly slots: readonly WorkerSlot[];
  /** What each slot told when it was ready. */
  readonly ready: readonly WorkerReady[];
  readonly streamsMax: number;
  readonly ratedStreams: number | undefined;
  readonly observer: InferenceObserver;
  readonly clock: Clock;
}

/** Inference by a pool of worker threads; its owner closes it. */
export class WorkerPool implements WorkerPoolInference {
  readonly models: readonly ModelDescription[];
  readonly #options: WorkerPoolOptions;
  readonly #admission: Admission;
  #lastNumber = 0;
  #closing: Promise<void> | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.models = options.ready[0]?.models.map((model) => model.description) ?? [];
    this.#admission = new Admission({
      workers: options.slots.length,
      streamsMax: options.streamsMax,
      ...(options.ratedStreams !== undefined && { ratedStreams: options.ratedStreams }),
      realTimeFactors: meanRealTimeFactors(options.ready.map((each) => each.models)),
    });
  }

  get activeLeases(): number {
    return this.#admission.active;
  }

  get queuedSteps(): number {
    return this.#workers().reduce((sum, { scheduler }) => sum + scheduler.queuedJobs, 0);
  }

  get readyWorkers(): number {
    return this.#workers().length;
  }

  get ratedStreams(): number {
    return this.#admission.ratedStreams(this.models[0]?.id ?? "", this.readyWorkers);
  }

  admit(modelId: string): Lease {
    if (this.#closing !== undefined) throw drainingError();
    const model = this.#model(modelId);
    const workers = this.#workers();
    this.#count(model.id, workers);
    const worker = leastLoaded(workers);
    const cost = this.#admission.costOf(model.id);
    const beginMs = this.#options.clock.now();
    worker.load += cost;
    return new WorkerLease({
      model,
      scheduler: worker.scheduler,
      clock: this.#options.clock,
      nextNumber: () => ++this.#lastNumber,
      onRelease: () => {
        worker.load -= cost;
        this.#admission.release(this.#options.clock.now() - beginMs);
      },
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const error = drainingError();
    await Promise.all(this.#options.slots.map((slot) => slot.close(error, CLOSE_GRACE_MS)));
  }

  #count(modelId: string, workers: readonly ReadyWorker[]): void {
    try {
      this.#admission.admit(
        modelId,
        workers.map((worker) => worker.load),
      );
    } catch (error) {
      this.#options.observer.admissionRefused();
      throw error;
    }
  }

  #model(modelId: string): ModelDescription {
    const model = modelId === "" ? this.models[0] : this.models.find(({ id }) => id === modelId);
    if (model === undefined) {
      const known = this.models.map(({ id }) => id).join(", ");
      throw new SottoError("MODEL_NOT_FOUND", `No such model; this server has: ${known}.`, {
        field: "model",
        resource: modelId,
      });
    }
    return model;
  }

  #workers(): ReadyWorker[] {
    return this.#options.slots.flatMap(({ worker }) => (worker === undefined ? [] : [worker]));
  }
}

/** The worker on which the least is promised; the first among equals. */
function leastLoaded(workers: readonly ReadyWorker[]): ReadyWorker {
  return workers.reduce((least, worker) => (worker.load < least.load ? worker : least));
}

/** The mean over the workers of each model's factor: they share the cores, and some begin while others still load. */
function meanRealTimeFactors(reports: readonly (readonly ReadyModel[])[]): Map<string, number> {
  const means = new Map<string, number>();
  for (const { description, realTimeFactor } of reports.flat()) {
    const sum = means.get(description.id) ?? 0;
    means.set(description.id, sum + realTimeFactor / reports.length);
  }
  return means;
}

function drainingError(): SottoError {
  return new SottoError("DRAINING", "The server is shutting down; try another one, or later.", {
    retryAfterMs: 5000,
  });
}
