import { GraphState } from "../onnx/graph-state.js";
import { float32Of } from "../onnx/onnx-graph.js";
import type { Tensor, Tensors } from "../onnx/onnx-runtime.js";
import { joinArrays } from "./join-arrays.js";
import type { MiniGraphs } from "./mini-graphs.js";
import { joinFrames, NO_FRAMES, type SentenceFrames } from "./sentence-frames.js";

/** A source of white Gaussian noise, deviation 1, that gives its numbers in order. */
export interface NoiseSource {
  /** Overwrites `target` with the next numbers. */
  fill(target: Float32Array): void;
}

/** What all frames of an utterance share. */
export interface DecoderVoice {
  readonly speaker: Float32Array;
  /** Factor of the noise part; 1 is as taught. */
  readonly noiseGain: number;
}

/**
 * Turns the frames of one utterance into samples, in chunks of any size. Frames are given as they become known, all of
 * them with {@link append}, and the last with {@link end}, which puts masked frames behind them that bring the last
 * samples out.
 */
export class DecoderStream {
  readonly #graphs: MiniGraphs;
  readonly #noise: NoiseSource;
  readonly #fixed: Tensors;
  readonly #state: GraphState;
  #frames = NO_FRAMES;
  #mask: Float32Array = new Float32Array(0);
  #noiseBuffer = new Float32Array(0);
  #at = 0;
  /** Samples that are still to be thrown away, and then those still to be given. */
  #skip: number;
  #left = 0;

  constructor(graphs: MiniGraphs, { speaker, noiseGain }: DecoderVoice, noise: NoiseSource) {
    const { runtime, info } = graphs;
    this.#graphs = graphs;
    this.#noise = noise;
    this.#fixed = {
      speaker: new runtime.Tensor("float32", speaker, [1, speaker.length]),
      noise_gain: new runtime.Tensor("float32", Float32Array.of(noiseGain), [1]),
    };
    this.#state = new GraphState(info.decoderStates, graphs.decoderZeros);
    this.#skip = info.startDropSamples;
  }

  /** Adds frames that follow those there are; copies them. */
  append(frames: SentenceFrames): void {
    this.#put(frames, 1);
    this.#left += frames.f0.length * this.#graphs.info.frameSamples;
  }

  /** Says that all frames have been appended. */
  end(): void {
    const { flushFrames } = this.#graphs.info;
    const real = this.#mask.length;
    const width = real === 0 ? 0 : this.#frames.features.length / real;
    const silent = new Float32Array(flushFrames);
    this.#put({ f0: silent, energy: silent, features: new Float32Array(flushFrames * width) }, 0);
  }

  /** Frames that can be computed now, once all have been given those behind the last real one included. */
  get framesLeft(): number {
    return this.#mask.length - this.#at;
  }

  /**
   * Computes the samples of the next `frames` frames (1 to {@link framesLeft}). What comes out is aligned with the
   * utterance: its first sample is that of the first frame, however late it comes.
   * @returns samples of the caller's own, not clipped; may be empty.
   */
  async run(frames: number): Promise<Float32Array> {
    const { decoder, runtime, info } = this.#graphs;
    const width = this.#frames.features.length / this.#mask.length;
    const [from, to] = [this.#at, this.#at + frames];
    const row = (data: Float32Array): Tensor =>
      new runtime.Tensor("float32", data.subarray(from, to), [1, frames]);
    const features = this.#frames.features.subarray(from * width, to * width);
    const outputs = await decoder.run({
      features: new runtime.Tensor("float32", features, [1, frames, width]),
      f0: row(this.#frames.f0),
      energy: row(this.#frames.energy),
      mask: row(this.#mask),
      noise: this.#drawNoise(frames * info.frameSamples),
      ...this.#fixed,
      ...this.#state.tensors,
    });
    this.#state.advance(outputs);
    this.#at = to;
    return this.#align(float32Of(outputs, "audio"));
  }

  #put(frames: SentenceFrames, mask: number): void {
    this.#frames = joinFrames(this.#frames, frames);
    this.#mask = joinArrays(this.#mask, new Float32Array(frames.f0.length).fill(mask));
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
