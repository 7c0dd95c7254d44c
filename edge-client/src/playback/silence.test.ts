import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bytesOfSamples, type PcmFormat, samplesOfBytes } from "../pcm-format.js";
import { fadeIn, lastFrame, silence } from "./silence.js";

const FORMAT: PcmFormat = { encoding: "s16le", sampleRateHz: 8000, channels: 2 };

describe("silence", () => {
  it("leads down from the sound before it, without a jump, to zero", () => {
    const from = lastFrame(bytesOfSamples(Int16Array.of(1, 2, 8000, -4000)), FORMAT);
    const samples = samplesOfBytes(silence(FORMAT, 160, from), "s16le");
    assert.equal(samples.length, 320);
    let left = 8000;
    for (let frame = 0; frame < 160; frame++) {
      const here = samples[frame * 2] ?? Number.NaN;
      assert.ok(here <= left && left - here <= 201, `frame ${frame}`);
      assert.ok(Math.abs((samples[frame * 2 + 1] ?? Number.NaN) + here / 2) <= 1);
      left = here;
    }
    assert.ok(samples.subarray(80).every((sample) => sample === 0));
  });

  it("is all zero with nothing before it", () => {
    assert.ok(silence(FORMAT, 10).every((byte) => byte === 0));
  });
});

describe("fadeIn", () => {
  it("raises the first 5 ms and leaves the rest as it is", () => {
    const pcm = bytesOfSamples(new Int16Array(200).fill(1000));
    const samples = samplesOfBytes(fadeIn(pcm, FORMAT), "s16le");
    assert.ok((samples[0] ?? 1000) < 50);
    assert.ok(samples.subarray(80).every((sample) => sample === 1000));
    assert.ok(pcm.length === 400 && new Int16Array(pcm.buffer)[0] === 1000, "input is untouched");
  });
});
