import type { EngineSource, ModelDescription, SegmentSpec, StepResult } from "@sotto/models";
import type { SerializedSottoError } from "@sotto/proto";

/** What the thread of the offline voice is started with. */
export interface EngineThreadData {
  readonly source: EngineSource;
}

/** What the thread is asked for, one at a time. */
export type EngineRequest =
  | { readonly kind: "describe" }
  /** Begins a segment, in place of the one before. */
  | { readonly kind: "open"; readonly spec: SegmentSpec }
  | { readonly kind: "step"; readonly maxFrames: number };

/** What it answers. */
export type EngineAnswer =
  | { readonly kind: "description"; readonly description: ModelDescription }
  | { readonly kind: "stepped"; readonly result: StepResult }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly error: SerializedSottoError };
