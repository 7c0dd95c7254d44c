import { float32Of } from "../onnx/onnx-graph.js";
import type { Tensor, Tensors } from "../onnx/onnx-runtime.js";
import type { MiniGraphs } from "./mini-graphs.js";
import { sentenceDurations } from "./sentence-durations.js";
import { framesBetween, type SentenceFrames } from "./sentence-frames.js";
import type { VoiceControls } from "./voice-controls.js";

/** A sentence as the text graph has read it, with all that the prosody graph will be asked by. */
export interface ReadSentence {
  /** Durations of the symbols, the pads at both ends included, in units of `durationFrames` frames. */
  readonly durations: Int32Array;
  /** What the text graph gave. */
  readonly read: Tensors;
  readonly speaker: Tensor;
  /** Pitch shift in semitones, factor of its range, shift of energy. */
  readonly style: Float32Array;
  readonly whisper: boolean;
}

/** Units from `begin` until before `end`. */
export interface UnitRange {
  readonly begin: number;
  readonly end: number;
}

/** Units that all symbols of a sentence last together. */
export function sentenceUnits(durations: Int32Array): number {
  return durations.reduce((total, duration) => total + duration, 0);
}

/**
 * Runs the text graph over one sentence.
 * @param ids ids of the symbols with a pad at both ends.
 */
export async function readSentence(
  graphs: MiniGraphs,
  ids: Int32Array,
  controls: VoiceControls,
): Promise<ReadSentence> {
  const speaker = speakerTensor(graphs, controls.speaker);
  const read = await readSymbols(graphs, ids, speaker);
  return {
    durations: sentenceDurations(float32Of(read, "durations"), controls.lengthScale),
    read,
    speaker,
    style: Float32Array.of(controls.pitchSemitones, controls.pitchRange, controls.energyShift),
    whisper: controls.whisper,
  };
}

/** Runs the prosody graph over some units of a sentence; at a cut it is also shown the units within its view. */
export async function tellFrames(
  graphs: MiniGraphs,
  sentence: ReadSentence,
  { begin, end }: UnitRange,
): Promise<SentenceFrames> {
  const { durationFrames, prosodyViewUnits } = graphs.info;
  const units = sentenceUnits(sentence.durations);
  const seen = {
    begin: Math.max(0, begin - prosodyViewUnits),
    end: Math.min(units, end + prosodyViewUnits),
  };
  const told = await tellProsody(graphs, sentence, seen);
  const frames = framesBetween(
    {
      f0: float32Of(told, "f0"),
      energy: float32Of(told, "energy"),
      features: float32Of(told, "features"),
    },
    (begin - seen.begin) * durationFrames,
    (end - seen.begin) * durationFrames,
  );
  return sentence.whisper ? { ...frames, f0: new Float32Array(frames.f0.length) } : frames;
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
  const sentence = { durations, read, speaker: tensor, style, whisper: false };
  const all = { begin: 0, end: sentenceUnits(durations) };
  return (await tellFrames(graphs, sentence, all)).features;
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

/** Runs the prosody graph over the units of `range`, as if there were no others. */
function tellProsody(
  graphs: MiniGraphs,
  { read, durations, speaker, style }: ReadSentence,
  range: UnitRange,
): Promise<Tensors> {
  const h = read["h"];
  if (h === undefined) throw new Error("The text graph gave no tensor h");
  return graphs.prosody.run({
    h,
    ...placeTensors(graphs, durations, range),
    speaker,
    style: new graphs.runtime.Tensor("float32", style, [1, style.length]),
  });
}

/** For each unit of the range: which symbol it belongs to, where in it, and how long that is. */
function placeTensors(
  { runtime }: MiniGraphs,
  durations: Int32Array,
  { begin, end }: UnitRange,
): Record<string, Tensor> {
  const units = end - begin;
  const symbol = new Int32Array(units);
  const index = new Int32Array(units);
  const length = new Int32Array(units);
  let start = 0;
  durations.forEach((duration, i) => {
    const last = Math.min(end, start + duration);
    for (let unit = Math.max(begin, start); unit < last; unit++) {
      symbol[unit - begin] = i;
      index[unit - begin] = unit - start;
      length[unit - begin] = duration;
    }
    start += duration;
  });
  const tensor = (data: Int32Array): Tensor => new runtime.Tensor("int32", data, [1, units]);
  return { symbol: tensor(symbol), index: tensor(index), length: tensor(length) };
}
