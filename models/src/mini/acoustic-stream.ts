import { GraphState } from "../onnx/graph-state.js";
import { float32Of } from "../onnx/onnx-graph.js";
import type { Tensor } from "../onnx/onnx-runtime.js";
import type { EncodedPiece } from "./encoder.js";
import { type FramePlan, planFrames } from "./frame-plan.js";
import type { MiniGraphs } from "./mini-graphs.js";

/** Acoustic features of some frames, as the decoder gives them: 6 frames late, with meaningless values where mask is 0. */
export interface AcousticChunk {
  readonly frames: number;
  /** Natural log of mel magnitude, [1, frames, 80]. */
  readonly mel: Tensor;
  /** Natural log of F0 in Hz, [1, frames]. */
  readonly logF0: Float32Array;
  /** 1 voiced, 0 unvoiced, [1, frames]. */
  readonly voiced: Tensor;
  /** 1 where the frame is real, [1, frames]. */
  readonly mask: Tensor;
}

/** Computes the acoustic features of one piece in chunks of any size. */
export class AcousticStream {
  readonly #graphs: MiniGraphs;
  readonly #hidden: Tensor;
  readonly #f0Scale: Tensor;
  readonly #state: GraphState;
  readonly plan: FramePlan;
  #at = 0;

  /** @param f0Scale factor of F0's movement around the speaker's mean. */
  constructor(graphs: MiniGraphs, piece: EncodedPiece, f0Scale: number) {
    this.#graphs = graphs;
    this.#hidden = piece.hidden;
    this.#f0Scale = new graphs.runtime.Tensor("float32", Float32Array.of(f0Scale), [1]);
    this.#state = new GraphState(graphs.info.decoderStates, graphs.decoderZeros);
    this.plan = planFrames(piece.durations);
  }

  /** Frames that are still to be computed, flush frames included. */
  get framesLeft(): number {
    return this.plan.mask.length - this.#at;
  }

  /** Computes the next `frames` frames (1 to {@link framesLeft}). */
  async run(frames: number): Promise<AcousticChunk> {
    const { decoder, runtime } = this.#graphs;
    const end = this.#at + frames;
    const { symbol, position, length, mask } = this.plan;
    const dims = [1, frames];
    const outputs = await decoder.run({
      h: this.#hidden,
      tok: new runtime.Tensor("int32", symbol.subarray(this.#at, end), dims),
      pos: new runtime.Tensor("int32", position.subarray(this.#at, end), dims),
      len: new runtime.Tensor("int32", length.subarray(this.#at, end), dims),
      mask: new runtime.Tensor("float32", mask.subarray(this.#at, end), dims),
      f0_scale: this.#f0Scale,
      ...this.#state.tensors,
    });
    this.#state.advance(outputs);
    this.#at = end;
    const { mel, vuv, out_mask: outMask } = outputs;
    if (mel === undefined || vuv === undefined || outMask === undefined) {
      throw new Error("The decoder gave no tensor mel, vuv or out_mask");
    }
    return { frames, mel, logF0: float32Of(outputs, "lf0"), voiced: vuv, mask: outMask };
  }
}
