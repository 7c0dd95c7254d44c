import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SAMPLE_RATES_HZ } from "@sotto/proto";
import fc from "fast-check";
import { Resampler } from "./resampler.js";

const PAIRS = SAMPLE_RATES_HZ.flatMap((from) => SAMPLE_RATES_HZ.map((to) => [from, to] as const));

describe("Resampler", () => {
  it("gives round(n * out / in) samples between all rates", () => {
    fc.assert(
      fc.property(fc.constantFrom(...PAIRS), fc.nat(5000), ([from, to], length) => {
        const output = resample(from, to, new Float32Array(length).fill(0.5));
        assert.equal(output.length, Math.round((length * to) / from));
      }),
    );
  });

  it("gives the same bits for any cut of the input", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PAIRS, [11_025, 24_000] as const, [44_099, 24_000] as const),
        fc.array(fc.nat(700), { maxLength: 12 }),
        ([from, to], cuts) => {
          const length = cuts.reduce((sum, cut) => sum + cut, 0);
          const input = noise(length);
          assert.deepEqual(resample(from, to, input, cuts), resample(from, to, input));
        },
      ),
    );
  });

  it("is at its beginning again after flush", () => {
    const resampler = new Resampler(24_000, 44_100);
    const input = noise(1000);
    const once = join([resampler.process(input), resampler.flush()]);
    assert.deepEqual(join([resampler.process(input), resampler.flush()]), once);
  });

  it("passes samples untouched where the rates are equal", () => {
    const input = noise(100);
    const resampler = new Resampler(24_000, 24_000);
    assert.deepEqual(resampler.process(input), input);
    assert.equal(resampler.flush().length, 0);
  });

  for (const [from, to] of [
    ...PAIRS,
    [11_025, 24_000],
    [192_000, 24_000],
    [44_099, 24_000],
    [191_999, 16_000],
    [8001, 48_000],
  ] as const) {
    if (from === to) continue;
    it(`keeps a sine in time, shape and level from ${from} to ${to} Hz, 80 dB above all else`, () => {
      for (const part of [0.05, 0.4, 0.85]) {
        const hz = (Math.min(from, to) / 2) * part;
        const output = resample(from, to, sine(hz, from, from / 4));
        assert.ok(signalToNoise(output, sine(hz, to, output.length)) > 80, `${hz} Hz`);
      }
    });
  }

  it("lets nothing through that would alias", () => {
    for (const [from, to] of PAIRS.filter(([from, to]) => from > to)) {
      for (const part of [1.0, 1.05, 1.3, 1.9]) {
        const hz = (to / 2) * part;
        if (hz >= from / 2) continue;
        const output = resample(from, to, sine(hz, from, from / 4));
        assert.ok(levelDb(middle(output)) < -80, `${hz} Hz from ${from} to ${to} Hz`);
      }
    }
  });

  it("keeps a constant constant", () => {
    const output = resample(22_050, 48_000, new Float32Array(4000).fill(0.25));
    for (const sample of middle(output)) assert.ok(Math.abs(sample - 0.25) < 1e-6);
  });

  it("refuses rates that make no sense", () => {
    for (const rate of [0, -8000, 1.5, Number.NaN, 999, 4e9]) {
      assert.throws(() => new Resampler(rate, 8000), RangeError);
      assert.throws(() => new Resampler(8000, rate), RangeError);
    }
  });
});

function resample(
  from: number,
  to: number,
  input: Float32Array,
  cuts: readonly number[] = [input.length],
): Float32Array {
  const resampler = new Resampler(from, to);
  const pieces: Float32Array[] = [];
  let start = 0;
  for (const cut of cuts) {
    pieces.push(resampler.process(input.subarray(start, start + cut)));
    start += cut;
  }
  return join([...pieces, resampler.flush()]);
}

function join(pieces: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let start = 0;
  for (const piece of pieces) {
    joined.set(piece, start);
    start += piece.length;
  }
  return joined;
}

function sine(hz: number, rateHz: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rateHz));
}

/** Repeatable noise (a linear congruential generator). */
function noise(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Without the ends, where the signal begins and stops at once. */
function middle(samples: Float32Array): Float32Array {
  return samples.subarray(Math.floor(samples.length / 4), Math.floor((3 * samples.length) / 4));
}

/** Level of a signal against a full-scale sine's 0.5, in dB. */
function levelDb(samples: Float32Array): number {
  return 10 * Math.log10(energy(samples) / samples.length / 0.125);
}

function energy(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0);
}

function signalToNoise(actual: Float32Array, expected: Float32Array): number {
  const error = actual.map((sample, n) => sample - (expected[n] ?? 0));
  return 10 * Math.log10(energy(middle(expected)) / energy(middle(error)));
}
