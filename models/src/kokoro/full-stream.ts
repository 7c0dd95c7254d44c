import { GraphState } from "../onnx/graph-state.js";
import { float32Of } from "../onnx/onnx-graph.js";
import { HARMONICS, type HarmonicPhase, harmonicPhase } from "./harmonic-phase.js";
import { FRAME_SAMPLES } from "./kokoro-constants.js";
import type { SampleStream } from "./kokoro-decoder.js";
import type { KokoroGraphs } from "./kokoro-graphs.js";
import { HIDDEN_CHANNELS } from "./low-rate.js";
import type { NormAffine } from "./norm-affine.js";

/** What the generator reads, frame by frame. */
export interface GeneratorInput {
  /** Columns of the low-rate part, [frames, 512]. */
  readonly hidden: Float32Array;
  /** Pitch, [frames]. */
  readonly f0Hz: Float32Array;
}

/** Kokoro's generator over one piece, chunk by chunk. */
export class FullStream implements SampleStream {
  readonly #graphs: KokoroGraphs;
  readonly #affine: NormAffine;
  readonly #hidden: Float32Array;
  readonly #phase: HarmonicPhase;
  readonly #state: GraphState;
  readonly #firstFrames: number;
  readonly #frames: number;
  #at = 0;
  /** Frames that were asked for while there were too few for the generator's first call. */
  #waiting = 0;

  constructor(graphs: KokoroGraphs, { hidden, f0Hz }: GeneratorInput, affine: NormAffine) {
    this.#graphs = graphs;
    this.#affine = affine;
    this.#hidden = hidden;
    this.#phase = harmonicPhase(f0Hz);
    const { states } = graphs.contract.graphs.generator;
    this.#state = new GraphState(states, graphs.get("generator").zeros);
    this.#frames = f0Hz.length;
    this.#firstFrames = Math.min(this.#frames, generatorFramesMin(graphs.contract));
  }

  get framesLeft(): number {
    return this.#frames - this.#at - this.#waiting;
  }

  async run(frames: number): Promise<Float32Array> {
    this.#waiting += frames;
    if (this.#at === 0 && this.#waiting < this.#firstFrames) return new Float32Array(0);
    const count = this.#waiting;
    const { Tensor } = this.#graphs.runtime;
    const begin = this.#at;
    const end = begin + count;
    const hidden = this.#hidden.subarray(begin * HIDDEN_CHANNELS, end * HIDDEN_CHANNELS);
    const { voiced, phase, before, after } = this.#phase;
    const cycles = (values: Float32Array): InstanceType<typeof Tensor> =>
      new Tensor("float32", values.subarray(begin * HARMONICS, end * HARMONICS), [
        1,
        count,
        HARMONICS,
      ]);
    const outputs = await this.#graphs.get("generator").graph.run({
      hidden: new Tensor("float32", hidden, [1, count, HIDDEN_CHANNELS]),
      phase: cycles(phase),
      before: cycles(before),
      after: cycles(after),
      voiced: new Tensor("float32", voiced.subarray(begin, end), [1, count]),
      first: new Tensor("int32", Int32Array.of(begin === 0 ? 1 : 0), [1]),
      last: new Tensor("int32", Int32Array.of(end === this.#frames ? 1 : 0), [1]),
      ...this.#affine,
      ...this.#state.tensors,
    });
    this.#state.advance(outputs);
    this.#at = end;
    this.#waiting = 0;
    return float32Of(outputs, "audio");
  }
}

/** Frames that the generator must be given in its first call, so that every one of its layers has something to give. */
export function generatorFramesMin(contract: { readonly generatorLagSamples: number }): number {
  return Math.floor(contract.generatorLagSamples / FRAME_SAMPLES) + 1;
}
