import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bytesOfSamples, type PcmFormat, samplesOfBytes } from "../pcm-format.js";
import { DriftCorrector, stretchByOne } from "./drift-corrector.js";

const FORMAT: PcmFormat = { encoding: "s16le", sampleRateHz: 24_000, channels: 1 };

/** Lets a device that is off by `ppm` play for a minute; returns the stream frames played by as many device frames. */
function playMinute(ppm: number): { streamFrames: number; deviceFrames: number } {
  const corrector = new DriftCorrector(24_000);
  let streamFrames = 0;
  let deviceFrames = 0;
  for (let ms = 0; ms < 60_000; ms += 20) {
    corrector.observe(ms, Math.floor(ms * 24 * (1 + ppm / 1e6)));
    if (ms < 20_000) continue;
    streamFrames += 480 + corrector.next(480);
    deviceFrames += 480;
  }
  return { streamFrames, deviceFrames };
}

describe("DriftCorrector", () => {
  it("keeps the stream at the clock's speed on a device that is fast or slow", () => {
    for (const ppm of [-500, -100, 100, 500]) {
      const { streamFrames, deviceFrames } = playMinute(ppm);
      const expected = deviceFrames * (1 - ppm / 1e6);
      assert.ok(Math.abs(streamFrames - expected) <= 3, `${ppm} ppm: ${streamFrames - expected}`);
    }
  });

  it("leaves a true device alone, and does not believe an impossible one", () => {
    for (const ppm of [0, 5, 20_000]) {
      const { streamFrames, deviceFrames } = playMinute(ppm);
      assert.equal(streamFrames, deviceFrames);
    }
  });
});

describe("stretchByOne", () => {
  const ramp = Int16Array.from([0, 100, 200, 300, 301, 400, 500]);

  it("leaves a frame out where it is least heard", () => {
    const samples = samplesOfBytes(stretchByOne(bytesOfSamples(ramp), FORMAT, 1), "s16le");
    assert.deepEqual([...samples], [0, 100, 200, 300, 400, 500]);
  });

  it("plays a frame twice where it is least heard", () => {
    const samples = samplesOfBytes(stretchByOne(bytesOfSamples(ramp), FORMAT, -1), "s16le");
    assert.deepEqual([...samples], [0, 100, 200, 300, 300, 301, 400, 500]);
  });
});
