import { GraphState } from "../onnx/graph-state.js";
import { float32Of } from "../onnx/onnx-graph.js";
import type { Tensor, Tensors } from "../onnx/onnx-runtime.js";
import type { MiniGraphs } from "./mini-graphs.js";

/** A source of white Gaussian noise, deviation 1, that gives its numbers in order. */
export interface NoiseSource {
  /** Overwrites `target` with the next numbers. */
  fill(target: Float32Array): void;
}

/** Frames for the decoder; the arrays are as long but for `features`, which has a vector for each frame. */
export interface DecoderFrames {
  readonly f0: Float32Array;
  readonly energy: Float32Array;
  readonly features: Float32Array;
}

/** What all frames of an utterance share. */
export interface DecoderVoice {
  readonly speaker: Float32Array;
  /** Factor of the noise part; 1 is as taught. */
  readonly noiseGain: number;
}

/**
 * Turns the frames of one utterance into samples, in chunks of any size. Frames that are only there to bring the last
 * samples out stand at the end of the arrays that are given here; they are masked.
 */
export class DecoderStream {
  readonly #graphs: MiniGraphs;
  readonly #frames: DecoderFrames;
  readonly #noise: NoiseSource;
  readonly #fixed: Tensors;
  readonly #mask: Float32Array;
  readonly #state: GraphState;
  #noiseBuffer = new Float32Array(0);
  #at = 0;
  /** Samples that are still to be thrown away, and then those still to be given. */
  #skip: number;
  #left: number;

  /** Takes over the arrays of `frames`. */
  constructor(
    graphs: MiniGraphs,
    frames: DecoderFrames,
    { speaker, noiseGain }: DecoderVoice,
    noise: NoiseSource,
  ) {
    const { runtime, info } = graphs;
    const real = frames.f0.length;
    const all = real + info.flushFrames;
    this.#graphs = graphs;
    this.#frames = {
      f0: padded(frames.f0, all),
      energy: padded(frames.energy, all),
      features: padded(frames.features, (frames.features.length / real) * all),
    };
    this.#noise = noise;
    this.#mask = new Float32Array(all).fill(1, 0, real);
    this.#fixed = {
      speaker: new runtime.Tensor("float32", speaker, [1, speaker.length]),
      noise_gain: new runtime.Tensor("float32", Float32Array.of(noiseGain), [1]),
    };
    this.#state = new GraphState(info.decoderStates, graphs.decoderZeros);
    this.#skip = info.startDropSamples;
    this.#left = real * info.frameSamples;
  }

  /** Frames still to be computed, those behind the last real one included. */
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

/** `data` with zeros behind it up to `length`. */
function padded(data: Float32Array, length: number): Float32Array {
  const longer = new Float32Array(length);
  longer.set(data);
  return longer;
}
