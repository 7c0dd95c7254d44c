import { float32Of, type OnnxGraph } from "../onnx/onnx-graph.js";
import type { OnnxRuntime } from "../onnx/onnx-runtime.js";
import { PAD_ID, SYMBOL_IDS } from "../text/symbol-vocabulary.js";
import { STYLE_COLUMNS } from "./voice-book.js";

/** Values of one column of text features. */
export const FEATURE_CHANNELS = 512;

/** What the encoder says of a piece. */
export interface EncodedPiece {
  /** Durations of the symbols with both pads, in units of 40 Hz. */
  readonly durations: Int32Array;
  /** Text features, [sum of durations, 512]. */
  readonly features: Float32Array;
  /** Pitch in Hz at 80 Hz, [2 · sum of durations]. */
  readonly f0Hz: Float32Array;
  /** Energy at 80 Hz, like `f0Hz`. */
  readonly energy: Float32Array;
}

/** The encoder, in float32 or int8. */
export interface EncoderGraph {
  readonly runtime: OnnxRuntime;
  readonly graph: OnnxGraph;
}

/** The symbols' numbers with the pads at both ends. */
export function symbolIds(symbols: string): Int32Array {
  const ids = Array.from(symbols, (symbol) => SYMBOL_IDS.get(symbol) ?? PAD_ID);
  return Int32Array.of(PAD_ID, ...ids, PAD_ID);
}

/**
 * Runs Kokoro's encoder over one piece.
 * @param style the row for its number of symbols, [256].
 * @param pace 1 is the voice's own.
 */
export async function encodePiece(
  { runtime: { Tensor }, graph }: EncoderGraph,
  symbols: string,
  style: Float32Array,
  pace: number,
): Promise<EncodedPiece> {
  const ids = symbolIds(symbols);
  const outputs = await graph.run({
    ids: new Tensor("int32", ids, [1, ids.length]),
    style: new Tensor("float32", style, [1, STYLE_COLUMNS]),
    speed: new Tensor("float32", Float32Array.of(pace), [1]),
  });
  return {
    durations: Int32Array.from(float32Of(outputs, "durations"), Math.round),
    features: float32Of(outputs, "features"),
    f0Hz: float32Of(outputs, "f0"),
    energy: float32Of(outputs, "energy"),
  };
}
