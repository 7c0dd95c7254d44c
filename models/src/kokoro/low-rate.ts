import { float32Of } from "../onnx/onnx-graph.js";
import type { Tensor } from "../onnx/onnx-runtime.js";
import { type EncodedPiece, FEATURE_CHANNELS } from "./kokoro-encoder.js";
import type { KokoroGraphs } from "./kokoro-graphs.js";
import type { NormAffine } from "./norm-affine.js";

/** Values of one column that the low-rate part gives the generator. */
export const HIDDEN_CHANNELS = 512;

/**
 * Runs the decoder's low-rate part over a whole piece, as its norms ask for: it costs about a thirteenth of what the
 * generator does.
 * @returns a column for each frame of 80 Hz, [frames, 512].
 */
export async function lowRateColumns(
  graphs: KokoroGraphs,
  piece: EncodedPiece,
  affine: NormAffine,
): Promise<Float32Array> {
  const { Tensor } = graphs.runtime;
  const { graph, zeros } = graphs.get("low-rate");
  const { features, f0Hz, energy } = piece;
  const track = (values: Float32Array): Tensor => new Tensor("float32", values, [1, values.length]);
  const units = features.length / FEATURE_CHANNELS;
  const whole = new Tensor("int32", Int32Array.of(1), [1]);
  const outputs = await graph.run({
    features: new Tensor("float32", features, [1, units, FEATURE_CHANNELS]),
    f0: track(f0Hz),
    energy: track(energy),
    first: whole,
    last: whole,
    ...affine,
    ...zeros,
  });
  return float32Of(outputs, "hidden");
}
