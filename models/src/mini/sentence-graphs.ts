import { float32Of } from "../onnx/onnx-graph.js";
import type { Tensor, Tensors } from "../onnx/onnx-runtime.js";
import type { MiniGraphs } from "./mini-graphs.js";
import { sentenceDurations } from "./sentence-durations.js";
import type { VoiceControls } from "./voice-controls.js";

/** What the graphs that run once a sentence give: all that the decoder needs to know, frame by frame. */
export interface SentenceFrames {
  /** Durations of the symbols, the pads at both ends included, in units of `durationFrames` frames. */
  readonly durations: Int32Array;
  /** F0 in Hz, [frames]; 0 where unvoiced. */
  readonly f0: Float32Array;
  /** Energy as the teacher has it, a logarithm: about -9 in silence and 5 in speech, [frames]. */
  readonly energy: Float32Array;
  /** [frames, features]. */
  readonly features: Float32Array;
}

/**
 * Runs the text and the prosody graph over one sentence.
 * @param ids ids of the symbols with a pad at both ends.
 */
export async function planSentence(
  graphs: MiniGraphs,
  ids: Int32Array,
  controls: VoiceControls,
): Promise<SentenceFrames> {
  const speaker = speakerTensor(graphs, controls.speaker);
  const read = await readSymbols(graphs, ids, speaker);
  const durations = sentenceDurations(float32Of(read, "durations"), controls.lengthScale);
  const style = Float32Array.of(controls.pitchSemitones, controls.pitchRange, controls.energyShift);
  const told = await tellProsody(graphs, { read, durations, speaker, style });
  const f0 = float32Of(told, "f0");
  return {
    durations,
    f0: controls.whisper ? new Float32Array(f0.length) : f0,
    energy: float32Of(told, "energy"),
    features: float32Of(told, "features"),
  };
}

/**
 * What the decoder reads beside pitch and energy, [frames, features], for durations that come from elsewhere.
 * @param ids ids of the symbols with a pad at both ends; `durations` has one for each.
 */
export async function sentenceFeatures(
  graphs: MiniGraphs,
  ids: Int32Array,
  durations: Int32Array,
  speaker: Float32Array,
): Promise<Float32Array> {
  const tensor = speakerTensor(graphs, speaker);
  const read = await readSymbols(graphs, ids, tensor);
  const style = Float32Array.of(0, 1, 0);
  const told = await tellProsody(graphs, { read, durations, speaker: tensor, style });
  return float32Of(told, "features");
}

function speakerTensor({ runtime }: MiniGraphs, speaker: Float32Array): Tensor {
  return new runtime.Tensor("float32", speaker, [1, speaker.length]);
}

/** Runs the text graph. */
function readSymbols(
  { runtime, text }: MiniGraphs,
  ids: Int32Array,
  speaker: Tensor,
): Promise<Tensors> {
  return text.run({ ids: new runtime.Tensor("int32", ids, [1, ids.length]), speaker });
}

/** What the prosody graph takes. */
interface ProsodyInput {
  /** What the text graph gave. */
  readonly read: Tensors;
  readonly durations: Int32Array;
  readonly speaker: Tensor;
  /** Pitch shift in semitones, factor of its range, shift of energy. */
  readonly style: Float32Array;
}

/** Runs the prosody graph. */
function tellProsody(
  graphs: MiniGraphs,
  { read, durations, speaker, style }: ProsodyInput,
): Promise<Tensors> {
  const h = read["h"];
  if (h === undefined) throw new Error("The text graph gave no tensor h");
  return graphs.prosody.run({
    h,
    ...placeTensors(graphs, durations),
    speaker,
    style: new graphs.runtime.Tensor("float32", style, [1, style.length]),
  });
}

/** For each unit of the sentence: which symbol it belongs to, where in it, and how long that is. */
function placeTensors({ runtime }: MiniGraphs, durations: Int32Array): Record<string, Tensor> {
  const units = durations.reduce((total, duration) => total + duration, 0);
  const symbol = new Int32Array(units);
  const index = new Int32Array(units);
  const length = new Int32Array(units);
  let at = 0;
  durations.forEach((duration, i) => {
    for (let j = 0; j < duration; j++, at++) {
      symbol[at] = i;
      index[at] = j;
      length[at] = duration;
    }
  });
  const tensor = (data: Int32Array): Tensor => new runtime.Tensor("int32", data, [1, units]);
  return { symbol: tensor(symbol), index: tensor(index), length: tensor(length) };
}
