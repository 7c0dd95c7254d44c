import { Resampler } from "../dsp/resampler.js";

/**
 * Moves the formants of a voice by a factor: what the voice gives is taken as sampled at that times its rate, and brought
 * back to the rate. Pitch rises and time shrinks by the same factor, so that both must be asked for beforehand: F0 divided
 * by it, durations multiplied by it. It keeps its place between calls, as the resampler does; a factor of 1 changes
 * nothing.
 */
export class FormantScaler {
  readonly #resampler: Resampler | undefined;
  readonly #scale: number;

  /** @param scale in whole hundredths, so that the resampler's filter stays small. */
  constructor(sampleRateHz: number, scale: number) {
    this.#scale = scale;
    const inputHz = Math.round(sampleRateHz * scale);
    this.#resampler = inputHz === sampleRateHz ? undefined : new Resampler(inputHz, sampleRateHz);
  }

  /** Takes the next samples and gives those that are complete; with `last` all that is left. */
  process(samples: Float32Array, last: boolean): Float32Array {
    const resampler = this.#resampler;
    if (resampler === undefined) return samples;
    const ready = resampler.process(samples);
    if (!last) return ready;
    const rest = resampler.flush();
    const all = new Float32Array(ready.length + rest.length);
    all.set(ready);
    all.set(rest, ready.length);
    return all;
  }

  /** Where the sample at `position` of the voice lies in the output. */
  place(position: number): number {
    return this.#resampler === undefined ? position : Math.round(position / this.#scale);
  }
}
