import { float32Of, type OnnxGraph } from "../onnx/onnx-graph.js";
import type { OnnxRuntime, Tensors } from "../onnx/onnx-runtime.js";
import { levelOf } from "./speech-gate.js";

/** Numbers of a speaker embedding. */
export const EMBEDDING_WIDTH = 256;

/** The level in dB below full scale that each window is brought to: the features are powers and not their logarithms. */
const WINDOW_LEVEL_DB = -25;

/** The most that a quiet window is raised, in dB. */
const GAIN_DB_MAX = 40;

const TAIL_SAMPLES = 240;
const LSTM_STATE = [3, 1, EMBEDDING_WIDTH] as const;

/** One window's embedding. */
export interface WindowEmbedding {
  /** Unit vector of {@link EMBEDDING_WIDTH} numbers. */
  readonly embedding: Float32Array;
  /** Level of the window in dB below full scale. */
  readonly levelDb: number;
}

/**
 * The GE2E speaker encoder (Wan et al., "Generalized end-to-end loss for speaker verification", ICASSP 2018) with the
 * weights of Resemblyzer, `speaker.onnx`. The graph belongs to the caller.
 */
export class SpeakerGraph {
  readonly #runtime: OnnxRuntime;
  readonly #graph: OnnxGraph;
  /** States at the start of every window; ONNX Runtime doesn't write into inputs. */
  readonly #zeros: Tensors;

  constructor(runtime: OnnxRuntime, graph: OnnxGraph) {
    this.#runtime = runtime;
    this.#graph = graph;
    const state = new runtime.Tensor("float32", new Float32Array(3 * EMBEDDING_WIDTH), LSTM_STATE);
    const tail = new runtime.Tensor("float32", new Float32Array(TAIL_SAMPLES), [1, TAIL_SAMPLES]);
    this.#zeros = { s_tail: tail, s_h: state, s_c: state };
  }

  /** Embeds a window of whole frames of 10 ms at 16 kHz, which it may overwrite. It blocks for about 10 ms. */
  async embed(window: Float32Array): Promise<WindowEmbedding> {
    const levelDb = levelOf(window);
    const gain = 10 ** (Math.min(GAIN_DB_MAX, WINDOW_LEVEL_DB - levelDb) / 20);
    for (let i = 0; i < window.length; i++) window[i] = (window[i] ?? 0) * gain;
    const samples = new this.#runtime.Tensor("float32", window, [1, window.length]);
    const outputs = await this.#graph.run({ samples, ...this.#zeros });
    return { embedding: float32Of(outputs, "embedding"), levelDb };
  }
}
