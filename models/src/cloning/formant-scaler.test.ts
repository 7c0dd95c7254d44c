import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { FormantScaler } from "./formant-scaler.js";

const RATE_HZ = 24_000;

function tone(hz: number, samples: number): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / RATE_HZ),
  );
}

/** Frequency by rising zero crossings. */
function frequencyOf(samples: Float32Array): number {
  let crossings = 0;
  for (let i = 1; i < samples.length; i++) {
    if ((samples[i - 1] ?? 0) < 0 && (samples[i] ?? 0) >= 0) crossings += 1;
  }
  return (crossings * RATE_HZ) / samples.length;
}

describe("FormantScaler", () => {
  it("moves frequencies by the factor and time the other way, and knows where samples go", () => {
    for (const scale of [0.9, 0.97, 1.04, 1.11]) {
      const scaler = new FormantScaler(RATE_HZ, scale);
      const moved = scaler.process(tone(1000, RATE_HZ), true);
      assert.ok(Math.abs(frequencyOf(moved) / (1000 * scale) - 1) < 0.005);
      assert.ok(Math.abs(moved.length - RATE_HZ / scale) <= 1);
      assert.ok(Math.abs(scaler.place(RATE_HZ) - moved.length) <= 1);
    }
  });

  it("gives the same samples for any cut", () => {
    const samples = tone(300, 6000);
    const whole = new FormantScaler(RATE_HZ, 0.93).process(samples, true);
    const sizes = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sizes, (pieces) => {
        const scaler = new FormantScaler(RATE_HZ, 0.93);
        const parts: number[] = [];
        let at = 0;
        for (const size of pieces) {
          parts.push(...scaler.process(samples.subarray(at, at + size), false));
          at += size;
        }
        parts.push(...scaler.process(samples.subarray(at), true));
        assert.deepEqual(Float32Array.from(parts), whole);
      }),
      { numRuns: 20 },
    );
  });

  it("leaves all as it is at a factor of 1", () => {
    const samples = tone(300, 500);
    const scaler = new FormantScaler(RATE_HZ, 1);
    assert.equal(scaler.process(samples, true), samples);
    assert.equal(scaler.place(77), 77);
  });
});
