import type { ModelDescription, VoiceChoice } from "@sotto/models";
import type { PromptFormat } from "@sotto/proto";
import type { EncodedAudioFormat, UtteranceEncoder } from "../audio/encoder.js";
import type { PromptDecoder } from "../audio/prompt-decoder.js";
import type { Clock } from "../scheduling/clock.js";
import type { Inference } from "../scheduling/inference.js";

/** A voice that was asked for by name, found. */
export interface ResolvedVoice {
  /** Resource name, or the built-in voice's name. */
  readonly name: string;
  readonly choice: VoiceChoice;
}

/** Finds voices by name; implemented by the registry. */
export interface VoiceResolver {
  /**
   * Finds `reference` (empty: the model's default) among the model's own voices and the registered ones of that model.
   * @throws SottoError VOICE_NOT_FOUND; INVALID_FIELD where a display name is not unique.
   */
  resolve(reference: string, model: ModelDescription): Promise<ResolvedVoice>;
}

/** A stretch of one utterance's work, for tracing; times are of `performance.now()`. */
export interface StageSpan {
  readonly stage:
    | "queue"
    | "front_end"
    | "acoustic"
    | "vocoder"
    | "encode"
    | "first_write"
    | "prompt";
  readonly startMs: number;
  readonly endMs: number;
}

/** What one utterance came to, for metrics. */
export interface UtteranceStats {
  readonly model: string;
  readonly audioSeconds: number;
  readonly timeToFirstAudioMs: number;
  readonly realTimeFactor: number;
}

/** What a call's synthesis tells telemetry. One per call; every method must be cheap and never throw. */
export interface SynthesisObserver {
  stage(span: StageSpan): void;
  firstAudio(timeToFirstAudioMs: number): void;
  /** A chunk was sent `gapMs` after the one before it; `late` when the listener's buffer had run dry by then. */
  chunkSent(gapMs: number, late: boolean): void;
  utteranceDone(stats: UtteranceStats): void;
  /** A barge-in was obeyed. */
  bargeIn(): void;
  /** A bounded queue or buffer was full: its limit's name. */
  limitHit(limit: string): void;
}

/** Limits of the synthesis room, all from the configuration. */
export interface SynthesisLimits {
  /** Longest text of one Synthesize call, in Unicode code points. */
  readonly textCharsMax: number;
  /** Longest text waiting to be spoken on one stream, in Unicode code points; more pauses reading. */
  readonly pendingTextCharsMax: number;
  /** How long a sentence's beginning waits for its end where the client doesn't say, in ms. */
  readonly textWaitDefaultMs: number;
  /** Longest silence of a stream's client with nothing left to speak, in ms; then DEADLINE. */
  readonly idleMs: number;
  /** Longest life of a call, in ms; then DEADLINE. */
  readonly callMs: number;
  /** Longest hold of a session after a broken link, in ms. */
  readonly resumeWindowMs: number;
  /** Replies held for `resume`, in bytes of one session. */
  readonly resumeBufferBytes: number;
  /** Sessions held without a link; beyond it the oldest is dropped. */
  readonly parkedSessionsMax: number;
}

/** What the synthesis room works with. */
export interface SynthesisDeps {
  readonly inference: Inference;
  readonly voices: VoiceResolver;
  readonly limits: SynthesisLimits;
  readonly createEncoder: (format: EncodedAudioFormat, modelRateHz: number) => UtteranceEncoder;
  readonly createPromptDecoder: (format: PromptFormat, targetRateHz: number) => PromptDecoder;
  /** Time, for tests to move by hand; the process's own where absent. */
  readonly clock?: Clock;
}
