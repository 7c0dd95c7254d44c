import { float32Of } from "../onnx/onnx-graph.js";
import type { Tensor } from "../onnx/onnx-runtime.js";
import { SYMBOL_FRAMES_MAX } from "./mini-constants.js";
import type { MiniGraphs } from "./mini-graphs.js";

/** What the encoder gives for one piece. */
export interface EncodedPiece {
  /** One vector per symbol, [1, symbols, 160]. */
  readonly hidden: Tensor;
  /** Frames of each symbol; 0 is normal for a word boundary. */
  readonly durations: Int32Array;
}

/**
 * Runs the text encoder over the symbols of one piece.
 * @param lengthScale factor of all durations: 1 is the voice's own pace, 0.5 twice as fast.
 */
export async function encodePiece(
  graphs: MiniGraphs,
  ids: Int32Array,
  lengthScale: number,
): Promise<EncodedPiece> {
  const tensor = new graphs.runtime.Tensor("int32", ids, [1, ids.length]);
  const outputs = await graphs.encoder.run({ ids: tensor });
  const hidden = outputs["h"];
  if (hidden === undefined) throw new Error("The encoder gave no tensor h");
  const predicted = float32Of(outputs, "dur");
  const durations = Int32Array.from(predicted, (frames) =>
    Math.min(SYMBOL_FRAMES_MAX, Math.max(0, Math.round(frames * lengthScale))),
  );
  return { hidden, durations };
}
