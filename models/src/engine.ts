/**
 * The engine port: all that the rest of Sotto knows of a speech model. Every model family implements it, and so does
 * every test double. Engines run in worker threads (native inference blocks its thread), so that nothing here needs to
 * be shared between threads.
 */

/** What a model takes from a prompt: nothing, the level and range of pitch, or the speaker's voice. */
export type CloningKind = "none" | "pitch" | "speaker";

/** What {@link Engine.describe} tells. Plain data: it crosses threads. */
export interface ModelDescription {
  /** Id, for example `mini`. */
  readonly id: string;
  readonly version: string;
  /** One sentence about it. */
  readonly description: string;
  /** Languages, BCP 47. */
  readonly languages: readonly string[];
  /** Rate of the samples that steppers give. */
  readonly sampleRateHz: number;
  /** Rate of the samples that prompt encoders take. */
  readonly promptSampleRateHz: number;
  readonly cloning: CloningKind;
  /** What cloning means for this model, for people to read; empty for `none`. */
  readonly cloningDescription: string;
  /** Words that a style may ask for; see `parseStyle`. */
  readonly styles: readonly string[];
  readonly wordMarks: boolean;
  readonly phonemeMarks: boolean;
  readonly speedMin: number;
  readonly speedMax: number;
  /** Names of its own voices. */
  readonly voices: readonly string[];
  /** Whether a mixture of its own voices is a voice as well; see `parseVoiceMixture`. */
  readonly voiceMixtures: boolean;
  readonly defaultVoice: string;
  /** Samples of one model frame (hop); steppers are asked for work in frames. */
  readonly hopSamples: number;
  /** Fewest frames of a first step that give sound. */
  readonly firstStepFramesMin: number;
  /** Peak memory of one copy in bytes, from the manifest. */
  readonly memoryBytes: number;
  /** SPDX licence of the weights. */
  readonly license: string;
  /** SHA-256 of the manifest, lower-case hexadecimal. */
  readonly manifestSha256: string;
  /** Id of the prompt encoder: part of a registered voice's name. */
  readonly encoderId: string;
}

/** How usable a prompt was. A prompt that is not usable at all is an UNUSABLE_PROMPT error instead. */
export type PromptVerdict = "good" | "short" | "noisy" | "clipped" | "quiet";

/** What a prompt gave. */
export interface PromptResult {
  /** The voice, opaque and serialisable; versioned by the engine, which refuses what it does not know. */
  readonly profile: Uint8Array;
  readonly verdict: PromptVerdict;
  readonly promptSeconds: number;
  readonly speechSeconds: number;
  /** What was measured, for people to read. */
  readonly summary: string;
}

/** Encodes one prompt while it arrives. The caller closes it. */
export interface PromptEncoder {
  /**
   * Takes mono samples in [-1, 1] at `promptSampleRateHz`; any number, the work is done at once.
   * @throws SottoError UNUSABLE_PROMPT when the prompt is longer than the engine's limit.
   */
  push(samples: Float32Array): Promise<void>;
  /**
   * Ends the prompt. `transcript` is what is said in it, where known.
   * @throws SottoError UNUSABLE_PROMPT with the field `prompt_audio` and the limit: too short, silent, …
   */
  finish(transcript?: string): Promise<PromptResult>;
  /** Frees what it holds; idempotent. */
  close(): void;
}

/**
 * A voice to speak with: one of the model's own by name, or a mixture of them (`af_heart:0.6+am_michael:0.4`) where the
 * model has those, or a profile of this model's prompt encoder.
 */
export type VoiceChoice =
  | { readonly kind: "builtIn"; readonly name: string }
  | { readonly kind: "profile"; readonly profile: Uint8Array };

/** One segment of text (a sentence or a part of one) to speak. */
export interface SegmentSpec {
  /** The text, at most {@link SEGMENT_CHARS_MAX} UTF-16 units. */
  readonly text: string;
  readonly voice: VoiceChoice;
  /** Style in words; empty for none. Checked with `parseStyle`. */
  readonly style: string;
  /** Pace, within the model's limits; 1 is the voice's own. */
  readonly speed: number;
  /** 32-bit seed of the utterance. */
  readonly seed: number;
  /** Index of the segment in its utterance; mixed into the seed, so that segments don't share noise. */
  readonly segmentIndex: number;
}

/** The longest text of one segment in UTF-16 units; a front end splits it further where its model needs that. */
export const SEGMENT_CHARS_MAX = 600;

/** A timing within a segment. */
export interface EngineMark {
  readonly kind: "word" | "phoneme";
  /** The word as written, or the phoneme's symbol. */
  readonly value: string;
  /** Span in the segment's text, UTF-16 units, end exclusive. */
  readonly textStart: number;
  readonly textEnd: number;
  /** Span in the segment's samples at the model's rate, end exclusive. */
  readonly sampleStart: number;
  readonly sampleEnd: number;
}

/** Computing time in milliseconds of one step, by stage. */
export interface StageDurationsMs {
  readonly frontEndMs: number;
  readonly acousticMs: number;
  readonly vocoderMs: number;
}

/** What one step gave. */
export interface StepResult {
  /** Mono samples in [-1, 1] at the model's rate; may be empty. The receiver owns the buffer (it may be transferred). */
  readonly samples: Float32Array;
  /** Marks whose begin falls into this step's samples, in the order of time. */
  readonly marks: readonly EngineMark[];
  readonly stages: StageDurationsMs;
  /** True when the segment is complete; no further step may be asked for. */
  readonly done: boolean;
}

/**
 * The synthesis of one segment in bounded steps: what makes fair scheduling, cancelling within a step, and first audio
 * under load possible. For any sequence of `maxFrames` the joined samples agree to 1e-4, because every graph carries
 * its state. The caller closes it.
 */
export interface Stepper {
  /**
   * Works on at most `maxFrames` frames (≥ 1) — tens of milliseconds of computing at the most.
   * One call at a time.
   */
  step(maxFrames: number): Promise<StepResult>;
  /** Frees what it holds; idempotent. */
  close(): void;
}

/** A loaded model. Its owner closes it. */
export interface Engine {
  describe(): ModelDescription;
  /** @throws SottoError UNSUPPORTED_FEATURE where the model takes no prompts. */
  openPrompt(): PromptEncoder;
  /**
   * Begins a segment: runs the text front end and what else must be known before the first frame.
   * @throws SottoError UNSPEAKABLE_TEXT, UNSUPPORTED_STYLE, VOICE_NOT_FOUND, INVALID_FIELD.
   */
  open(spec: SegmentSpec): Promise<Stepper>;
  /** Frees the model; idempotent. Steppers and prompt encoders must be closed before. */
  close(): Promise<void>;
}
