import { modelUnusable } from "../manifest/model-unusable.js";
import type { StateSpec } from "../onnx/graph-state.js";

/** The format of `voice.json` that this engine reads. */
const FORMAT = "sotto-mini-1";

/** One of the voice set's own voices. */
export interface VoiceRow {
  /** Its row in `speakers.f32`. */
  readonly row: number;
  /** The language that it is most at home in, BCP 47; it reads every language of the set. */
  readonly language: string;
}

/** What `voice.json` tells of the graphs beside it. */
export interface VoiceInfo {
  readonly sampleRateHz: number;
  /** Samples of one frame of the decoder. */
  readonly frameSamples: number;
  /** Frames of one unit of the text graph's durations. */
  readonly durationFrames: number;
  /** Units either way that the prosody graph sees from each; units further away change none of its frames. */
  readonly prosodyViewUnits: number;
  /** Samples that the decoder gives ahead of an utterance's first one. */
  readonly startDropSamples: number;
  /** Masked frames that bring out an utterance's last sample. */
  readonly flushFrames: number;
  /** Ids of the symbols; each is one UTF-16 unit. */
  readonly symbols: ReadonlyMap<string, number>;
  /** The id that stands at both ends of a sentence. */
  readonly padId: number;
  /** By name, in the order of the file. */
  readonly voices: ReadonlyMap<string, VoiceRow>;
  /** Numbers of one row of `speakers.f32`. */
  readonly speakerColumns: number;
  /** Level of the noise part that the voice was taught at. */
  readonly noiseGain: number;
  /** States of the decoder. */
  readonly decoderStates: readonly StateSpec[];
}

/**
 * Reads `voice.json`.
 * @throws SottoError MODEL_UNUSABLE where it isn't for this version of Sotto, naming what is wrong in it.
 */
export function parseVoiceInfo(bytes: Uint8Array): VoiceInfo {
  const root = recordOf(parseJson(bytes), "it");
  if (root["format"] !== FORMAT) throw otherVoice(`"format" must be "${FORMAT}"`);
  return {
    sampleRateHz: count(root, "sampleRateHz", 1),
    frameSamples: count(root, "frameSamples", 1),
    durationFrames: count(root, "durationFrames", 1),
    prosodyViewUnits: count(root, "prosodyViewUnits", 1),
    startDropSamples: count(root, "startDropSamples", 0),
    flushFrames: count(root, "flushFrames", 0),
    symbols: parseSymbols(root["symbols"]),
    padId: count(root, "pad", 0),
    voices: parseVoices(root["voices"]),
    speakerColumns: count(root, "speakerColumns", 1),
    noiseGain: finite(root, "noiseGain"),
    decoderStates: parseStates(root["decoderStates"]),
  };
}

/** The languages of the voices, each once, in the order of `voice.json`. */
export function languagesOf(info: VoiceInfo): string[] {
  return [...new Set([...info.voices.values()].map(({ language }) => language))];
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw otherVoice("it must be JSON");
  }
}

function parseSymbols(value: unknown): ReadonlyMap<string, number> {
  const entries = Object.entries(recordOf(value, '"symbols"'));
  return new Map(
    entries.map(([symbol, id]) => {
      if (symbol.length !== 1 || !isCount(id)) {
        throw otherVoice('"symbols" must give each symbol of one unit a whole number');
      }
      return [symbol, id];
    }),
  );
}

function parseVoices(value: unknown): ReadonlyMap<string, VoiceRow> {
  const voices = new Map<string, VoiceRow>();
  for (const [name, voice] of Object.entries(recordOf(value, '"voices"'))) {
    const record = recordOf(voice, "a voice");
    const language = record["language"];
    if (typeof language !== "string") throw otherVoice("every voice must have a language");
    voices.set(name, { row: count(record, "row", 0), language });
  }
  if (voices.size === 0) throw otherVoice("there must be a voice");
  return voices;
}

function parseStates(value: unknown): StateSpec[] {
  return Object.entries(recordOf(value, '"decoderStates"')).map(([input, state]) => {
    const { dtype, shape, initial } = recordOf(state, "a state");
    const isShape = Array.isArray(shape) && shape.every((n) => isCount(n) && n > 0);
    if ((dtype !== "float32" && dtype !== "float64") || !isShape || initial !== 0) {
      throw otherVoice("every state must have a dtype, a shape, and begin as zeros");
    }
    return { input, output: `${input}_next`, dtype, shape: shape as number[] };
  });
}

function recordOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw otherVoice(`${what} must be an object`);
  }
  return value as Record<string, unknown>;
}

function count(record: Record<string, unknown>, key: string, min: number): number {
  const value = record[key];
  if (!isCount(value) || value < min) {
    throw otherVoice(`"${key}" must be a whole number from ${min}`);
  }
  return value;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function finite(record: Record<string, unknown>, key: string): number {
  const value = record[key];
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw otherVoice(`"${key}" must be a number`);
  }
  return value;
}

function otherVoice(rule: string): Error {
  return modelUnusable(`The model's voice.json is not for this version of Sotto: ${rule}.`, rule);
}

/** Frames that the decoder must be given before the first sample comes out of it. */
export function firstFramesMin({ startDropSamples, frameSamples }: VoiceInfo): number {
  return Math.floor(startDropSamples / frameSamples) + 1;
}
