import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  bytesPerSample,
  isSampleRate,
  msToSamples,
  SAMPLE_RATES_HZ,
  samplesToMs,
} from "./audio-format.js";
import { durationFromMs, durationToMs } from "./duration.js";
import { AudioEncoding } from "./gen/sotto/tts/v1/audio.js";

describe("audio-format", () => {
  it("knows the sample size of every PCM encoding and that Ogg-Opus has none", () => {
    assert.equal(bytesPerSample(AudioEncoding.LINEAR16), 2);
    assert.equal(bytesPerSample(AudioEncoding.FLOAT32), 4);
    assert.equal(bytesPerSample(AudioEncoding.MULAW), 1);
    assert.equal(bytesPerSample(AudioEncoding.ALAW), 1);
    assert.equal(bytesPerSample(AudioEncoding.OGG_OPUS), undefined);
    assert.equal(bytesPerSample(AudioEncoding.UNSPECIFIED), undefined);
  });

  it("takes the six rates and no others", () => {
    for (const rateHz of SAMPLE_RATES_HZ) assert.ok(isSampleRate(rateHz));
    for (const rateHz of [0, 1, 11025, 12000, 32000, 96000, Number.NaN])
      assert.ok(!isSampleRate(rateHz));
  });

  it("converts samples to milliseconds and back without loss", () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), fc.constantFrom(...SAMPLE_RATES_HZ), (samples, rateHz) => {
        assert.equal(msToSamples(samplesToMs(samples, rateHz), rateHz), samples);
      }),
    );
  });
});

describe("duration", () => {
  it("gives milliseconds back to the nanosecond and never 10^9 nanos", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (ms) => {
        const duration = durationFromMs(ms);
        assert.ok(duration.nanos >= 0 && duration.nanos < 1e9);
        assert.ok(Math.abs(durationToMs(duration) - ms) <= 2e-6 + ms * 1e-15);
      }),
    );
    assert.equal(durationToMs(undefined), 0);
  });
});
