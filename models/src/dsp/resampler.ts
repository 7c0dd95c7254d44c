import { type PolyphaseBank, polyphaseBank } from "./polyphase.js";

/** The lowest rate in Hz that a {@link Resampler} takes. */
export const RESAMPLER_RATE_MIN_HZ = 1000;
/** The highest rate in Hz that a {@link Resampler} takes. */
export const RESAMPLER_RATE_MAX_HZ = 384_000;

/**
 * Changes the sample rate of one mono stream (a polyphase windowed-sinc filter; Crochiere and Rabiner, 1983). It keeps
 * its place between calls: any way of cutting the input into pieces gives the same output, bit for bit. The filter's
 * delay is taken out, so that output sample k lies at input position k · in/out, and `n` input samples give exactly
 * round(n · out/in) output samples, halves rounded up. Up to 0.88 of the lower Nyquist frequency sound passes
 * unchanged; what would alias or image is at least 80 dB down. With equal rates samples pass untouched.
 */
export class Resampler {
  readonly inputHz: number;
  readonly outputHz: number;
  /** Absent where the rates are equal. */
  readonly #bank: PolyphaseBank | undefined;
  /** The input that is still needed; `#history[0]` is the first sample that the next output weighs. */
  #history: Float64Array;
  #filled: number;
  /** Position of the next output after its input sample, in units of 1/up. */
  #phase = 0;
  #inputSamples = 0;
  #outputSamples = 0;

  /** @throws RangeError for rates that are no whole number of Hz between the two limits above. */
  constructor(inputHz: number, outputHz: number) {
    checkRate(inputHz);
    checkRate(outputHz);
    this.inputHz = inputHz;
    this.outputHz = outputHz;
    this.#bank = inputHz === outputHz ? undefined : polyphaseBank(inputHz, outputHz);
    const halfTaps = this.#bank?.halfTaps ?? 0;
    this.#history = new Float64Array(4 * halfTaps);
    // The first output lies on the first input sample, so that what comes before it is silence.
    this.#filled = Math.max(0, halfTaps - 1);
  }

  /** Takes the next samples; gives those that are complete. With equal rates it gives `samples` itself. */
  process(samples: Float32Array): Float32Array {
    if (this.#bank === undefined) return samples;
    this.#inputSamples += samples.length;
    this.#append(samples);
    return this.#produce(this.#bank, this.#complete(this.#bank));
  }

  /** Ends the stream: gives the rest, and is at its beginning again. */
  flush(): Float32Array {
    const bank = this.#bank;
    if (bank === undefined) return new Float32Array(0);
    const total = Math.floor((2 * this.#inputSamples * bank.up + bank.down) / (2 * bank.down));
    this.#append(new Float32Array(bank.halfTaps + 1));
    const rest = this.#produce(bank, total - this.#outputSamples);
    this.#filled = bank.halfTaps - 1;
    this.#history.fill(0, 0, this.#filled);
    this.#phase = 0;
    this.#inputSamples = 0;
    this.#outputSamples = 0;
    return rest;
  }

  #append(samples: Float32Array): void {
    const needed = this.#filled + samples.length;
    if (needed > this.#history.length) {
      const grown = new Float64Array(Math.max(needed, 2 * this.#history.length));
      grown.set(this.#history.subarray(0, this.#filled));
      this.#history = grown;
    }
    this.#history.set(samples, this.#filled);
    this.#filled = needed;
  }

  /** How many outputs have all the input that they weigh. */
  #complete(bank: PolyphaseBank): number {
    const spare = this.#filled - 2 * bank.halfTaps;
    if (spare < 0) return 0;
    return Math.floor((spare * bank.up + bank.up - 1 - this.#phase) / bank.down) + 1;
  }

  #produce(bank: PolyphaseBank, count: number): Float32Array {
    const output = new Float32Array(Math.max(0, count));
    let base = 0;
    for (let index = 0; index < output.length; index++) {
      output[index] = bank.interpolated
        ? weighBetween(this.#history, base, bank, this.#phase)
        : weigh(this.#history, base, bank.taps, this.#phase * 2 * bank.halfTaps, 2 * bank.halfTaps);
      const next = this.#phase + bank.down;
      const whole = Math.floor(next / bank.up);
      base += whole;
      this.#phase = next - whole * bank.up;
    }
    this.#history.copyWithin(0, base, this.#filled);
    this.#filled -= base;
    this.#outputSamples += output.length;
    return output;
  }
}

function checkRate(rateHz: number): void {
  const valid =
    Number.isInteger(rateHz) && rateHz >= RESAMPLER_RATE_MIN_HZ && rateHz <= RESAMPLER_RATE_MAX_HZ;
  if (!valid) {
    throw new RangeError(
      `A sample rate must be a whole number of Hz from ${RESAMPLER_RATE_MIN_HZ} to ${RESAMPLER_RATE_MAX_HZ}.`,
    );
  }
}

/**
 * The weighted sum of `length` samples, a multiple of 4; four sums side by side, for the processor's sake. All indices
 * are within bounds, and a check for each (`?? 0`) would take more time than the sums.
 */
function weigh(
  samples: Float64Array,
  base: number,
  taps: Float64Array,
  row: number,
  length: number,
): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let sample = base;
  for (let at = row; at < row + length; at += 4, sample += 4) {
    a += (samples[sample] as number) * (taps[at] as number);
    b += (samples[sample + 1] as number) * (taps[at + 1] as number);
    c += (samples[sample + 2] as number) * (taps[at + 2] as number);
    d += (samples[sample + 3] as number) * (taps[at + 3] as number);
  }
  return a + b + c + d;
}

/** As {@link weigh}, between the two rows next to the position. */
function weighBetween(
  samples: Float64Array,
  base: number,
  bank: PolyphaseBank,
  phase: number,
): number {
  const position = (phase / bank.up) * bank.rows;
  const row = Math.floor(position);
  const share = position - row;
  const length = 2 * bank.halfTaps;
  const before = weigh(samples, base, bank.taps, row * length, length);
  const after = weigh(samples, base, bank.taps, (row + 1) * length, length);
  return before + share * (after - before);
}
