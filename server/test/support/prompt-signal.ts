/**
 * The sound in `test/fixtures/prompts`: one second's half of two triangle waves with a little noise, made of whole
 * numbers, so that it is the same everywhere. 16-bit values of channel `channel`.
 */
export function promptSignal(rateHz: number, channel = 0): Int16Array {
  const samples = new Int16Array(rateHz / 2);
  let state = channel + 1;
  for (let n = 0; n < samples.length; n++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const noise = (state >>> 28) - 8;
    samples[n] = 160 * triangle(n, 160 + 40 * channel) + 90 * triangle(n, 64) + noise;
  }
  return samples;
}

/** A triangle wave of whole numbers between -period/4 and period/4. */
function triangle(n: number, period: number): number {
  const phase = n % period;
  return (phase < period / 2 ? phase : period - phase) - period / 4;
}

/** A repeatable source of numbers in [0, 1) (a linear congruential generator), for fuzzing. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Signal-to-noise ratio in dB of `actual` against `expected`. */
export function signalToNoiseDb(actual: Float32Array, expected: Float32Array): number {
  let signal = 0;
  let noise = 0;
  expected.forEach((sample, n) => {
    signal += sample * sample;
    noise += (sample - (actual[n] ?? 0)) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}
