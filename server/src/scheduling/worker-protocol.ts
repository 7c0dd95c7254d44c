import type { ModelDescription, PromptResult, SegmentSpec, StepResult } from "@sotto/models";
import type { SerializedSottoError } from "@sotto/proto/error";

/**
 * What the main thread and an inference worker say to each other. The main thread numbers jobs, segments and prompts;
 * a worker does one thing after the other in the order of arrival, so that a close sent during a step takes effect
 * after it. Every job gets exactly one reply; closing gets none.
 */

/** What a worker thread is started with (`workerData`). Plain data. */
export interface WorkerSetup {
  /** What each model is loaded from, the default one first; given to the loader as it is. */
  readonly sources: readonly unknown[];
  /** Module specifier or URL whose `loadEngine` makes an engine of a source. */
  readonly loaderUrl: string;
}

/** What each kind of job results in. */
export interface JobResults {
  readonly openSegment: undefined;
  readonly step: StepResult;
  readonly openPrompt: undefined;
  readonly pushPrompt: undefined;
  readonly finishPrompt: PromptResult;
}

/** The kinds of job. */
export type JobKind = keyof JobResults;

/** What is asked of a worker that takes a turn: engine work. */
export type JobOrder =
  | {
      readonly kind: "openSegment";
      readonly segment: number;
      readonly model: string;
      readonly spec: SegmentSpec;
    }
  | { readonly kind: "step"; readonly segment: number; readonly maxFrames: number }
  | { readonly kind: "openPrompt"; readonly prompt: number; readonly model: string }
  /** The samples' buffer is transferred. */
  | { readonly kind: "pushPrompt"; readonly prompt: number; readonly samples: Float32Array }
  | {
      readonly kind: "finishPrompt";
      readonly prompt: number;
      readonly transcript: string | undefined;
    };

/** A job order with the number that its reply bears. */
export type JobRequest = JobOrder & { readonly job: number };

/** What is asked of a worker without a reply. */
export type Notice =
  | { readonly kind: "closeSegment"; readonly segment: number }
  | { readonly kind: "closePrompt"; readonly prompt: number }
  /** Close everything and end the thread. */
  | { readonly kind: "shutdown" };

/** Main thread to worker. */
export type WorkerRequest = JobRequest | Notice;

/** A model that a worker has loaded and tried out. */
export interface ReadyModel {
  readonly description: ModelDescription;
  /** Real-time factor of the warm-up: computing time over duration of sound. */
  readonly realTimeFactor: number;
}

/** The outcome of a job. `runMs` is how long it occupied the worker. */
export type JobReply =
  | {
      readonly kind: "done";
      readonly job: number;
      readonly runMs: number;
      readonly result: JobResults[JobKind];
    }
  | {
      readonly kind: "failed";
      readonly job: number;
      readonly runMs: number;
      readonly error: SerializedSottoError;
    };

/** Worker to main thread. Either `ready` or `unusable` comes first, once. */
export type WorkerReply =
  | { readonly kind: "ready"; readonly models: readonly ReadyModel[]; readonly loadMs: number }
  | { readonly kind: "unusable"; readonly error: SerializedSottoError }
  | JobReply;
