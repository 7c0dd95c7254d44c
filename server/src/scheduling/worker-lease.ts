import type { ModelDescription, PromptResult, SegmentSpec } from "@sotto/models";
import { SottoError } from "@sotto/proto/error";
import type { Clock } from "./clock.js";
import type {
  Lease,
  ScheduledPrompt,
  ScheduledSegment,
  ScheduledStep,
  StepOrder,
} from "./inference.js";
import { ownBuffer } from "./own-buffer.js";
import { Urgency } from "./urgency.js";
import { cancelledError, WorkerItem } from "./worker-item.js";
import type { WorkerScheduler } from "./worker-scheduler.js";

/**
 * Most segments and prompts that one lease may hold open: the one that is heard, a few prepared ahead, and a prompt.
 * Bounds what a stream can hold of its worker's memory and queue.
 */
export const OPEN_PER_LEASE_MAX = 8;

/** What a lease is made of. */
export interface WorkerLeaseOptions {
  readonly model: ModelDescription;
  readonly scheduler: WorkerScheduler;
  readonly clock: Clock;
  /** Gives numbers that no other item of the pool has had. */
  readonly nextNumber: () => number;
  /** Called once, on release. */
  readonly onRelease: () => void;
}

/** A lease on one worker; see {@link Lease}. */
export class WorkerLease implements Lease {
  readonly #options: WorkerLeaseOptions;
  readonly #items = new Set<WorkerItem>();
  readonly #urgency = new Urgency();
  #released = false;

  constructor(options: WorkerLeaseOptions) {
    this.#options = options;
  }

  get model(): ModelDescription {
    return this.#options.model;
  }

  async openSegment(
    spec: SegmentSpec,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<ScheduledSegment> {
    const { clock, model, nextNumber } = this.#options;
    const segment = nextNumber();
    const item = this.#open({ kind: "closeSegment", segment });
    const order = { kind: "openSegment", segment, model: model.id, spec } as const;
    const dueMs = this.#urgency.dueMs(deadlineMs, clock.now());
    try {
      const { queueMs } = await item.run({ order, dueMs }, signal);
      return new WorkerSegment(item, segment, this.#urgency, clock, queueMs);
    } catch (error) {
      item.close();
      throw error;
    }
  }

  async openPrompt(signal: AbortSignal): Promise<ScheduledPrompt> {
    const { clock, model, nextNumber } = this.#options;
    const prompt = nextNumber();
    const item = this.#open({ kind: "closePrompt", prompt });
    const order = { kind: "openPrompt", prompt, model: model.id } as const;
    try {
      await item.run({ order, dueMs: clock.now() }, signal);
      return new WorkerPrompt(item, prompt, clock, signal);
    } catch (error) {
      item.close();
      throw error;
    }
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    for (const item of this.#items) item.close();
    this.#options.onRelease();
  }

  #open(closeNotice: ConstructorParameters<typeof WorkerItem>[1]): WorkerItem {
    if (this.#released) throw cancelledError();
    if (this.#items.size >= OPEN_PER_LEASE_MAX) {
      const limit = `at most ${OPEN_PER_LEASE_MAX} at a time`;
      throw new SottoError(
        "LIMIT_EXCEEDED",
        `A stream may hold ${limit} of segments and prompts.`,
        {
          field: "open_segments",
          limit,
        },
      );
    }
    const item = new WorkerItem(this.#options.scheduler, closeNotice, (closed) => {
      this.#items.delete(closed);
    });
    this.#items.add(item);
    return item;
  }
}

class WorkerSegment implements ScheduledSegment {
  readonly #item: WorkerItem;
  readonly #segment: number;
  readonly #urgency: Urgency;
  readonly #clock: Clock;
  /** What the opening waited; told with the first step. */
  #untoldQueueMs: number;

  constructor(
    item: WorkerItem,
    segment: number,
    urgency: Urgency,
    clock: Clock,
    openQueueMs: number,
  ) {
    this.#item = item;
    this.#segment = segment;
    this.#urgency = urgency;
    this.#clock = clock;
    this.#untoldQueueMs = openQueueMs;
  }

  async step({ maxFrames, deadlineMs }: StepOrder, signal: AbortSignal): Promise<ScheduledStep> {
    const order = { kind: "step", segment: this.#segment, maxFrames } as const;
    const dueMs = this.#urgency.dueMs(deadlineMs, this.#clock.now());
    const { result, queueMs } = await this.#item.run({ order, dueMs }, signal);
    if (result.samples.length > 0) this.#urgency.sounded();
    const step = { ...result, queueMs: queueMs + this.#untoldQueueMs };
    this.#untoldQueueMs = 0;
    return step;
  }

  close(): void {
    this.#item.close();
  }
}

/** Prompt work is due when it is asked for: it is what the stream's first sound waits for. */
class WorkerPrompt implements ScheduledPrompt {
  readonly #item: WorkerItem;
  readonly #prompt: number;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(item: WorkerItem, prompt: number, clock: Clock, signal: AbortSignal) {
    this.#item = item;
    this.#prompt = prompt;
    this.#clock = clock;
    this.#signal = signal;
  }

  async push(samples: Float32Array): Promise<void> {
    const owned = ownBuffer(samples);
    const order = { kind: "pushPrompt", prompt: this.#prompt, samples: owned } as const;
    const transfer = [owned.buffer as ArrayBuffer];
    await this.#item.run({ order, dueMs: this.#clock.now(), transfer }, this.#signal);
  }

  async finish(transcript?: string): Promise<PromptResult> {
    const order = { kind: "finishPrompt", prompt: this.#prompt, transcript } as const;
    return (await this.#item.run({ order, dueMs: this.#clock.now() }, this.#signal)).result;
  }

  close(): void {
    this.#item.close();
  }
}
