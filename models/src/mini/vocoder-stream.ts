import { GraphState } from "../onnx/graph-state.js";
import { float32Of } from "../onnx/onnx-graph.js";
import type { Tensor } from "../onnx/onnx-runtime.js";
import type { AcousticChunk } from "./acoustic-stream.js";
import { HOP_SAMPLES, NOISE_GAIN, START_DROP_SAMPLES } from "./mini-constants.js";
import type { MiniGraphs } from "./mini-graphs.js";

/** A source of white Gaussian noise, deviation 1, that gives its numbers in order. */
export interface NoiseSource {
  /** Overwrites `target` with the next numbers. */
  fill(target: Float32Array): void;
}

/** Turns the acoustic features of one piece into samples, in chunks of any size. */
export class VocoderStream {
  readonly #graphs: MiniGraphs;
  readonly #noise: NoiseSource;
  readonly #noiseGain: Tensor;
  readonly #state: GraphState;
  #noiseBuffer = new Float32Array(0);
  /** Samples that are still to be thrown away, and then those still to be given. */
  #skip = START_DROP_SAMPLES;
  #left: number;

  /** @param realFrames frames of the piece without the flush frames: it gives 240 samples for each. */
  constructor(graphs: MiniGraphs, noise: NoiseSource, realFrames: number) {
    this.#graphs = graphs;
    this.#noise = noise;
    this.#noiseGain = new graphs.runtime.Tensor("float32", Float32Array.of(NOISE_GAIN), [1]);
    this.#state = new GraphState(graphs.info.vocoderStates, graphs.vocoderZeros);
    this.#left = realFrames * HOP_SAMPLES;
  }

  /**
   * Computes the samples of the next frames. What comes out is aligned with the piece: its first sample is that of the
   * first real frame, however late it comes.
   * @returns samples of its own, not clipped.
   */
  async run(chunk: AcousticChunk): Promise<Float32Array> {
    const { vocoder, runtime } = this.#graphs;
    const outputs = await vocoder.run({
      mel: chunk.mel,
      lf0: new runtime.Tensor("float32", chunk.logF0, [1, chunk.frames]),
      vuv: chunk.voiced,
      mask: chunk.mask,
      noise: this.#drawNoise(chunk.frames * HOP_SAMPLES),
      noise_gain: this.#noiseGain,
      ...this.#state.tensors,
    });
    this.#state.advance(outputs);
    return this.#align(float32Of(outputs, "audio"));
  }

  /** The buffer is reused: a stepper does one run at a time, and ONNX Runtime is done with it when the run is. */
  #drawNoise(samples: number): Tensor {
    if (this.#noiseBuffer.length < samples) this.#noiseBuffer = new Float32Array(samples);
    const noise = this.#noiseBuffer.subarray(0, samples);
    this.#noise.fill(noise);
    return new this.#graphs.runtime.Tensor("float32", noise, [1, samples]);
  }

  #align(audio: Float32Array): Float32Array {
    const from = Math.min(this.#skip, audio.length);
    const to = Math.min(audio.length, from + this.#left);
    this.#skip -= from;
    this.#left -= to - from;
    return audio.slice(from, to);
  }
}
