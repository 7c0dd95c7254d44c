import { modelUnusable } from "../manifest/model-unusable.js";
import type { StateSpec } from "../onnx/graph-state.js";
import { FLUSH_FRAMES, HOP_SAMPLES, SAMPLE_RATE_HZ, START_DROP_SAMPLES } from "./mini-constants.js";

/** The state tensors of the two streaming graphs, from `voice.json`. */
export interface VoiceInfo {
  readonly decoderStates: readonly StateSpec[];
  readonly vocoderStates: readonly StateSpec[];
}

/**
 * Reads `voice.json` and checks that its constants are those that this engine was written for.
 * @throws SottoError MODEL_UNUSABLE where they aren't: the folder holds a voice for another version of Sotto.
 */
export function parseVoiceInfo(bytes: Uint8Array): VoiceInfo {
  const root = JSON.parse(Buffer.from(bytes).toString("utf8")) as Record<string, unknown>;
  const expected: Readonly<Record<string, number>> = {
    format: 1,
    sample_rate: SAMPLE_RATE_HZ,
    hop_samples: HOP_SAMPLES,
    start_drop_samples: START_DROP_SAMPLES,
    flush_frames: FLUSH_FRAMES,
  };
  for (const [key, value] of Object.entries(expected)) {
    if (root[key] !== value) throw otherVoice(`${key} must be ${value}`);
  }
  const graphs = root["graphs"] as Record<string, { states?: unknown } | undefined> | undefined;
  return {
    decoderStates: parseStates(graphs?.["decoder"]?.states, "decoder"),
    vocoderStates: parseStates(graphs?.["vocoder"]?.states, "vocoder"),
  };
}

function parseStates(value: unknown, graph: string): StateSpec[] {
  if (!Array.isArray(value) || value.length === 0)
    throw otherVoice(`${graph} must list its states`);
  return value.map((state: unknown) => {
    if (!isStateSpec(state)) throw otherVoice(`${graph} lists a state that can't be read`);
    const { input, output, dtype, shape } = state;
    return { input, output, dtype, shape };
  });
}

function isStateSpec(value: unknown): value is StateSpec {
  if (typeof value !== "object" || value === null) return false;
  const { input, output, dtype, shape } = value as Partial<Record<keyof StateSpec, unknown>>;
  return (
    typeof input === "string" &&
    typeof output === "string" &&
    (dtype === "float32" || dtype === "float64") &&
    Array.isArray(shape) &&
    shape.every((n) => Number.isInteger(n) && n > 0)
  );
}

function otherVoice(rule: string): Error {
  return modelUnusable(`The model's voice.json is not for this version of Sotto: ${rule}.`, rule);
}
