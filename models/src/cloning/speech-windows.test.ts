import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { SPEAKER_FRAME_SAMPLES, SpeechGate } from "./speech-gate.js";
import { SpeechWindows, WINDOW_FRAMES } from "./speech-windows.js";

function tone(seconds: number, level: number): Float32Array {
  return Float32Array.from({ length: seconds * 16_000 }, (_, i) => level * Math.sin(i / 12));
}

function windowsOf(samples: Float32Array, sizes: readonly number[]): Float32Array[] {
  const gate = new SpeechGate();
  const windows = new SpeechWindows();
  const found: Float32Array[] = [];
  const keep = (window: Float32Array | undefined) => {
    if (window !== undefined) found.push(window);
  };
  for (let at = 0, i = 0; at < samples.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    gate.push(samples.subarray(at, at + size), (frame) => {
      keep(windows.push(frame));
    });
    at += size;
  }
  keep(windows.finish());
  return found;
}

describe("SpeechGate and SpeechWindows", () => {
  it("give the same windows for any cut of the samples", () => {
    const samples = tone(2.7, 0.2);
    samples.fill(0, 12_000, 20_000);
    const whole = windowsOf(samples, [samples.length]);
    const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(sizes, (pieces) => {
        assert.deepEqual(windowsOf(samples, pieces), whole);
      }),
      { numRuns: 15 },
    );
  });

  it("give windows of 1.6 s, 0.8 s apart, and one at the end", () => {
    const frames = (seconds: number) =>
      windowsOf(tone(seconds, 0.2), [1000]).map((window) => window.length / SPEAKER_FRAME_SAMPLES);
    assert.deepEqual(frames(1), [100]);
    assert.deepEqual(frames(1.6), [WINDOW_FRAMES]);
    assert.deepEqual(frames(2.3), [WINDOW_FRAMES, WINDOW_FRAMES]);
    assert.deepEqual(frames(2.4), [WINDOW_FRAMES, WINDOW_FRAMES]);
    assert.deepEqual(frames(2.6), [WINDOW_FRAMES, WINDOW_FRAMES]);
    assert.equal(frames(30).length, 37);
  });

  it("leave pauses out, a tenth of a second after each sound excepted", () => {
    const samples = new Float32Array(3 * 16_000);
    samples.set(tone(0.5, 0.2), 0);
    samples.set(tone(0.5, 0.2), 32_000);
    const [only] = windowsOf(samples, [777]);
    const frames = (only?.length ?? 0) / SPEAKER_FRAME_SAMPLES;
    assert.ok(frames >= 118 && frames <= 124, `${frames} frames`);
  });

  it("give nothing for silence and for an offset", () => {
    assert.deepEqual(windowsOf(new Float32Array(32_000), [999]), []);
    const offset = windowsOf(new Float32Array(64_000).fill(0.5), [999]);
    assert.ok((offset[0]?.length ?? 0) < 8000);
  });
});
