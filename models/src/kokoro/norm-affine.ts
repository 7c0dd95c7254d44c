import { float32Of } from "../onnx/onnx-graph.js";
import type { Tensor } from "../onnx/onnx-runtime.js";
import type { KokoroGraphs } from "./kokoro-graphs.js";
import { type KokoroVoice, STYLE_COLUMNS } from "./voice-book.js";

/** What norms multiply by and add, for each channel. */
export interface NormAffine {
  readonly scale: Tensor;
  readonly shift: Tensor;
}

/** For the norms of both parts of the decoder, once for a piece; in the generator mean and deviation are folded in. */
export interface DecoderAffine {
  readonly lowRate: NormAffine;
  readonly generator: NormAffine;
}

/** Folds the voice's style row and statistics. */
export async function decoderAffine(
  graphs: KokoroGraphs,
  voice: KokoroVoice,
  style: Float32Array,
): Promise<DecoderAffine> {
  const { Tensor } = graphs.runtime;
  const { channels } = graphs.contract;
  const outputs = await graphs.get("conditioning").graph.run({
    style: new Tensor("float32", style, [1, STYLE_COLUMNS]),
    mean: new Tensor("float32", voice.mean, [channels]),
    deviation: new Tensor("float32", voice.deviation, [channels]),
  });
  const part = (prefix: string): NormAffine => {
    const tensor = (name: string): Tensor => {
      const values = float32Of(outputs, `${prefix}_${name}`);
      return new Tensor("float32", values, [values.length]);
    };
    return { scale: tensor("scale"), shift: tensor("shift") };
  };
  return { lowRate: part("low_rate"), generator: part("generator") };
}
