import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { PitchTracker } from "./pitch-tracker.js";

function tone(hz: number, samples: number, amplitude = 0.3): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) => {
    const turn = (2 * Math.PI * hz * i) / 16000;
    return amplitude * (Math.sin(turn) + 0.4 * Math.sin(2 * turn + 1));
  });
}

describe("PitchTracker", () => {
  it("finds the pitch of tones to 1 %", () => {
    for (const hz of [65, 80, 120, 155.5, 220, 333, 440, 490]) {
      const frames = new PitchTracker().push(tone(hz, 16000)).slice(5);
      for (const { logF0 } of frames) {
        assert.ok(logF0 !== undefined, `${hz} Hz is voiced`);
        assert.ok(Math.abs(Math.exp(logF0) / hz - 1) < 0.01, `${Math.exp(logF0)} for ${hz}`);
      }
    }
  });

  it("finds none in silence, noise, or an offset", () => {
    let state = 5;
    const noise = Float32Array.from({ length: 16000 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32 - 0.5;
    });
    for (const samples of [new Float32Array(16000), noise, new Float32Array(16000).fill(1)]) {
      const frames = new PitchTracker().push(samples);
      const voiced = frames.filter((frame) => frame.logF0 !== undefined);
      assert.ok(voiced.length <= frames.length / 20);
    }
  });

  it("tells the level in dB, whatever the offset", () => {
    const level = (samples: Float32Array) => new PitchTracker().push(samples).at(-1)?.levelDb ?? 0;
    const loud = level(tone(200, 16000, 0.4));
    assert.ok(Math.abs(loud - level(tone(200, 16000, 0.04)) - 20) < 0.1);
    assert.ok(Math.abs(loud - level(tone(200, 16000, 0.4).map((s) => s + 0.3))) < 0.1);
  });

  it("gives the same frames for any cut of the samples, one each 10 ms", () => {
    const samples = tone(170, 8000);
    const whole = new PitchTracker().push(samples);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1 }), (sizes) => {
        const tracker = new PitchTracker();
        const frames = [];
        for (let at = 0, i = 0; at < samples.length; i++) {
          const size = sizes[i % sizes.length]!;
          frames.push(...tracker.push(samples.subarray(at, at + size)));
          at += size;
        }
        assert.deepEqual(frames, whole);
      }),
      { numRuns: 15 },
    );
    const more = new PitchTracker().push(tone(170, 8000 + 1600));
    assert.equal(more.length - whole.length, 10);
  });
});
