import type { ModelDescription, PromptResult, SegmentSpec, StepResult } from "@sotto/models";

/** One step as the stream that asked for it sees it. */
export interface ScheduledStep extends StepResult {
  /**
   * Milliseconds that the step waited for its turn on the worker; the first step of a segment also tells what the
   * opening waited, so that the sum over the steps is all the waiting of the segment.
   */
  readonly queueMs: number;
}

/** A step that is asked for. */
export interface StepOrder {
  /** Most model frames to compute. */
  readonly maxFrames: number;
  /**
   * When the listener's buffer runs dry, in milliseconds of the monotonic clock (`performance.now()`); 0 for a stream
   * that has not sounded yet, so that it goes first. Earliest deadline goes first.
   */
  readonly deadlineMs: number;
}

/** One segment in the making on the lease's worker. Its holder closes it. */
export interface ScheduledSegment {
  /**
   * Computes the next step when the worker's turn comes. One call at a time: a stream that doesn't ask is not stepped,
   * which is how back-pressure reaches the engine.
   * When `signal` aborts, the step fails at once with CANCELLED and the segment is closed: a step that waits never runs,
   * one that runs is let finish and its result dropped.
   * @throws SottoError WORKER_LOST when the worker died, CANCELLED by `signal` or `close`, DRAINING, BUSY when too much
   * work waits for the worker.
   */
  step(order: StepOrder, signal: AbortSignal): Promise<ScheduledStep>;
  /**
   * Frees the worker's state; idempotent; a step that waits fails with CANCELLED, so does one in progress, which
   * is let finish and its result dropped.
   */
  close(): void;
}

/** One prompt being encoded on the lease's worker. Its holder closes it. */
export interface ScheduledPrompt {
  /** As `PromptEncoder.push`; the samples' buffer is transferred. Resolves when the worker has done the work. */
  push(samples: Float32Array): Promise<void>;
  /** As `PromptEncoder.finish`. */
  finish(transcript?: string): Promise<PromptResult>;
  close(): void;
}

/** A stream's place on one worker, from its admission on. Its holder releases it. */
export interface Lease {
  readonly model: ModelDescription;
  /**
   * Begins a segment: front end and acoustic preparation, scheduled like a step.
   * @throws SottoError what `Engine.open` throws, WORKER_LOST, CANCELLED, DRAINING, BUSY; LIMIT_EXCEEDED when the lease
   * holds as many open segments and prompts as it may (8).
   */
  openSegment(
    spec: SegmentSpec,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<ScheduledSegment>;
  /**
   * Begins a prompt; `signal` holds for all its work.
   * @throws SottoError UNSUPPORTED_FEATURE, and what `openSegment` throws of a worker.
   */
  openPrompt(signal: AbortSignal): Promise<ScheduledPrompt>;
  /** Gives the place back and closes what is open; idempotent. */
  release(): void;
}

/** The inference side of the server: models in worker threads behind admission and a deadline scheduler. */
export interface Inference {
  /** The models that are loaded, the default one first. */
  readonly models: readonly ModelDescription[];
  /**
   * Admits a stream.
   * @throws SottoError BUSY with `retryAfterMs` at once when the rated capacity is in use; MODEL_NOT_FOUND;
   * DRAINING after `close` began.
   */
  admit(modelId: string): Lease;
  /** Streams that hold a lease. */
  readonly activeLeases: number;
  /** Steps that wait for a worker. */
  readonly queuedSteps: number;
  /** Ends the workers; idempotent. What still runs fails with DRAINING. */
  close(): Promise<void>;
}

/** What the scheduler tells telemetry; every method is called on the main thread and must be cheap. */
export interface InferenceObserver {
  /** A step (or the opening of a segment) waited `queueMs` and ran `runMs` on the worker. */
  stepDone(queueMs: number, runMs: number): void;
  admissionRefused(): void;
  workerLost(): void;
  workerReady(loadMs: number): void;
}
