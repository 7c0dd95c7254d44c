import { GraphState } from "../onnx/graph-state.js";
import { float32Of } from "../onnx/onnx-graph.js";
import type { Tensor } from "../onnx/onnx-runtime.js";
import { DURATION_FRAMES, LOW_RATE_DURATIONS } from "./kokoro-constants.js";
import { FEATURE_CHANNELS } from "./kokoro-encoder.js";
import type { KokoroGraphs } from "./kokoro-graphs.js";
import type { NormAffine } from "./norm-affine.js";

/** Values of one column that the low-rate part gives the generator. */
export const HIDDEN_CHANNELS = 512;

/** What the low-rate part reads: text features [units of 40 Hz, 512], pitch and energy at 80 Hz. */
export interface LowRateInput {
  readonly features: Float32Array;
  readonly f0Hz: Float32Array;
  readonly energy: Float32Array;
}

/** Computes the decoder's low-rate part in windows, as far ahead as the generator needs. */
export class LowRateStream {
  readonly #graphs: KokoroGraphs;
  readonly #piece: LowRateInput;
  readonly #affine: NormAffine;
  readonly #state: GraphState;
  readonly #durations: number;
  #read = 0;
  /** What has been computed and not taken yet, [columns, 512]. */
  #ready = new Float32Array(0);

  constructor(graphs: KokoroGraphs, piece: LowRateInput, affine: NormAffine) {
    this.#graphs = graphs;
    this.#piece = piece;
    this.#affine = affine;
    const { states } = graphs.contract.graphs["low-rate"];
    this.#state = new GraphState(states, graphs.get("low-rate").zeros);
    this.#durations = piece.f0Hz.length / DURATION_FRAMES;
  }

  /** The next `columns` columns (80 Hz), [1, columns, 512]; there must be as many left. */
  async take(columns: number): Promise<Tensor> {
    const size = columns * HIDDEN_CHANNELS;
    while (this.#ready.length < size) this.#ready = joined(this.#ready, await this.#window());
    const taken = this.#ready.slice(0, size);
    this.#ready = this.#ready.subarray(size);
    return new this.#graphs.runtime.Tensor("float32", taken, [1, columns, HIDDEN_CHANNELS]);
  }

  async #window(): Promise<Float32Array> {
    const { Tensor } = this.#graphs.runtime;
    const begin = this.#read;
    if (begin === this.#durations) throw new Error("The low-rate part has no column left");
    const end = Math.min(this.#durations, begin + LOW_RATE_DURATIONS);
    const { features, f0Hz, energy } = this.#piece;
    const track = (values: Float32Array): Tensor => {
      const part = values.subarray(begin * DURATION_FRAMES, end * DURATION_FRAMES);
      return new Tensor("float32", part, [1, part.length]);
    };
    const part = features.subarray(begin * FEATURE_CHANNELS, end * FEATURE_CHANNELS);
    const outputs = await this.#graphs.get("low-rate").graph.run({
      features: new Tensor("float32", part, [1, end - begin, FEATURE_CHANNELS]),
      f0: track(f0Hz),
      energy: track(energy),
      first: new Tensor("int32", Int32Array.of(begin === 0 ? 1 : 0), [1]),
      last: new Tensor("int32", Int32Array.of(end === this.#durations ? 1 : 0), [1]),
      ...this.#affine,
      ...this.#state.tensors,
    });
    this.#state.advance(outputs);
    this.#read = end;
    return float32Of(outputs, "hidden");
  }
}

function joined(a: Float32Array, b: Float32Array): Float32Array<ArrayBuffer> {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
