import { type ModelDescription, parseStyle, STYLE_CHARS_MAX } from "@sotto/models";
import { MarkKind, type PromptFormat, SottoError, SynthesisConfig } from "@sotto/proto";
import type { EncodedAudioFormat } from "../audio/encoder.js";
import { resolveOutputFormat } from "../audio/output-format.js";
import { checkCloning } from "./check-cloning.js";
import { checkPromptFormat } from "./check-prompt.js";
import { hasMoreCodePoints } from "./code-points.js";
import type { SynthesisDeps, SynthesisLimits } from "./ports.js";

/** The least and greatest speed of the contract; a model may allow less. */
const SPEED_MIN = 0.5;
const SPEED_MAX = 2;

/** Most characters of a model's id or a voice's name in a request. */
const NAME_CHARS_MAX = 200;

/** Longest wait of a beginning for its sentence, in ms, that a client may ask for. */
const TEXT_WAIT_MS_MAX = 10_000;

const SEED_MAX = 2 ** 32 - 1;

/** A configuration with every field checked and every default filled in. */
export interface CheckedConfig {
  readonly model: ModelDescription;
  /** As asked for; empty for the model's default, or where a prompt follows. */
  readonly voice: string;
  readonly output: EncodedAudioFormat;
  readonly speed: number;
  readonly seed: number;
  readonly style: string;
  readonly wordMarks: boolean;
  readonly phonemeMarks: boolean;
  readonly prompt: PromptFormat | undefined;
  readonly textWaitMs: number;
  readonly resumeWindowMs: number;
}

/**
 * Checks the configuration of a Synthesize call.
 * @throws SottoError as {@link checkStreamConfig}; INVALID_FIELD for what only streams have.
 */
export function checkCallConfig(
  config: SynthesisConfig | undefined,
  deps: SynthesisDeps,
): CheckedConfig {
  const given = config ?? SynthesisConfig.fromPartial({});
  const absent = "absent; it is for StreamSynthesize only";
  if (given.prompt !== undefined) throw SottoError.invalidField("config.prompt", absent);
  if (given.maxTextWaitMs !== 0) throw SottoError.invalidField("config.max_text_wait_ms", absent);
  if (given.resumeWindowMs !== 0) throw SottoError.invalidField("config.resume_window_ms", absent);
  return checkStreamConfig(given, deps);
}

/**
 * Checks the configuration of a stream. Needs no inference.
 * @throws SottoError INVALID_FIELD, MODEL_NOT_FOUND, UNSUPPORTED_STYLE, UNSUPPORTED_FEATURE; each names its field.
 */
export function checkStreamConfig(config: SynthesisConfig, deps: SynthesisDeps): CheckedConfig {
  checkName("config.model", config.model);
  checkName("config.voice", config.voice);
  if (hasMoreCodePoints(config.style, STYLE_CHARS_MAX)) {
    throw SottoError.invalidField("config.style", `at most ${STYLE_CHARS_MAX} characters`);
  }
  const model = findModel(config.model, deps.inference.models);
  const output = resolveOutputFormat(config.output, model.sampleRateHz);
  const speed = checkSpeed(config.speed, model);
  checkInteger("config.seed", config.seed, SEED_MAX);
  parseStyle(config.style, model.styles);
  checkMarks(config.marks, model);
  checkPrompt(config, model, deps.inference.models);
  return {
    model,
    voice: config.voice,
    output,
    speed,
    seed: config.seed,
    style: config.style,
    wordMarks: config.marks.includes(MarkKind.WORD),
    phonemeMarks: config.marks.includes(MarkKind.PHONEME),
    prompt:
      config.prompt === undefined ? undefined : checkPromptFormat(config.prompt, "config.prompt"),
    ...checkTimes(config, deps.limits),
  };
}

/**
 * The model `id`, or the default one where it is empty.
 * @throws SottoError MODEL_NOT_FOUND.
 */
export function findModel(id: string, models: readonly ModelDescription[]): ModelDescription {
  const model = id === "" ? models[0] : models.find((candidate) => candidate.id === id);
  if (model !== undefined) return model;
  const known = models.map((candidate) => candidate.id).join(", ");
  throw new SottoError("MODEL_NOT_FOUND", `There is no such model. There are: ${known}.`, {
    field: "config.model",
    resource: id,
  });
}

function checkName(field: string, name: string): void {
  if (hasMoreCodePoints(name, NAME_CHARS_MAX)) {
    throw SottoError.invalidField(field, `at most ${NAME_CHARS_MAX} characters`);
  }
}

function checkInteger(field: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= max) return;
  throw SottoError.invalidField(field, `a whole number from 0 to ${max}`);
}

function checkSpeed(speed: number, model: ModelDescription): number {
  if (speed === 0) return 1;
  const min = Math.max(SPEED_MIN, model.speedMin);
  const max = Math.min(SPEED_MAX, model.speedMax);
  // The field is a 32-bit float: 0.7 arrives as a little less than 0.7, and is meant to be allowed where 0.7 is.
  if (speed >= Math.fround(min) && speed <= Math.fround(max)) {
    return Math.min(Math.max(speed, min), max);
  }
  throw SottoError.invalidField("config.speed", `0 (the voice's own) or from ${min} to ${max}`);
}

function checkMarks(marks: readonly number[], model: ModelDescription): void {
  marks.forEach((kind, index) => {
    const field = `config.marks[${index}]`;
    if (kind !== MarkKind.WORD && kind !== MarkKind.PHONEME) {
      throw SottoError.invalidField(field, "MARK_KIND_WORD or MARK_KIND_PHONEME");
    }
    if (kind === MarkKind.WORD ? model.wordMarks : model.phonemeMarks) return;
    const what = kind === MarkKind.WORD ? "words" : "phonemes";
    throw unsupported(field, `The model ${model.id} can't time ${what}; leave this kind out.`);
  });
}

function checkPrompt(
  config: SynthesisConfig,
  model: ModelDescription,
  models: readonly ModelDescription[],
): void {
  if (config.prompt === undefined) return;
  if (config.voice !== "") {
    throw SottoError.invalidField("config.voice", "empty where config.prompt is given");
  }
  checkCloning(model, models);
}

function checkTimes(
  config: SynthesisConfig,
  limits: SynthesisLimits,
): Pick<CheckedConfig, "textWaitMs" | "resumeWindowMs"> {
  checkInteger("config.max_text_wait_ms", config.maxTextWaitMs, TEXT_WAIT_MS_MAX);
  const textWaitMs = config.maxTextWaitMs === 0 ? limits.textWaitDefaultMs : config.maxTextWaitMs;
  return { textWaitMs, resumeWindowMs: Math.min(config.resumeWindowMs, limits.resumeWindowMs) };
}

function unsupported(field: string, message: string): SottoError {
  return new SottoError("UNSUPPORTED_FEATURE", message, { field });
}
