import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EndOfSpeech } from "./end-of-speech.js";
import { LEVEL_DBFS_MIN, measureLevel } from "./level-meter.js";

describe("measureLevel", () => {
  it("measures a full-scale sine at -3 dBFS RMS and 0 dBFS peak, in both encodings", () => {
    const sine = Float32Array.from({ length: 8000 }, (_, index) =>
      Math.sin((index * Math.PI) / 50),
    );
    const level = measureLevel(sine);
    assert.ok(Math.abs(level.rmsDbfs + 3.01) < 0.01);
    assert.ok(Math.abs(level.peakDbfs) < 0.01);
    const whole = measureLevel(Int16Array.from(sine, (sample) => sample * 32_767));
    assert.ok(Math.abs(whole.rmsDbfs - level.rmsDbfs) < 0.01);
  });

  it("counts clipped samples, and gives silence a number", () => {
    assert.equal(measureLevel(Int16Array.of(32_767, -32_768, 0)).clippedSamples, 2);
    assert.equal(measureLevel(new Int16Array(10)).rmsDbfs, LEVEL_DBFS_MIN);
    assert.equal(measureLevel(new Float32Array(0)).peakDbfs, LEVEL_DBFS_MIN);
  });
});

describe("EndOfSpeech", () => {
  const feed = (detector: EndOfSpeech, dbfs: number, ms: number): string => {
    let said = "";
    for (let done = 0; done < ms; done += 20) said = detector.push(dbfs, 20);
    return said;
  };

  it("waits for speech, bears its pauses, and ends after silence", () => {
    const detector = new EndOfSpeech();
    assert.equal(feed(detector, -60, 3000), "waiting");
    assert.equal(feed(detector, -25, 400), "speaking");
    assert.equal(feed(detector, -60, 600), "speaking");
    assert.equal(feed(detector, -25, 400), "speaking");
    assert.equal(feed(detector, -60, 780), "speaking");
    assert.equal(feed(detector, -60, 20), "ended");
  });

  it("does not take a click, or a quiet room's noise, for speech", () => {
    const detector = new EndOfSpeech();
    feed(detector, -90, 1000);
    feed(detector, -20, 60);
    assert.equal(feed(detector, -70, 2000), "waiting");
  });
});
