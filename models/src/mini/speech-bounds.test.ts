import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type SpeechBoundsInput, speechBounds } from "./speech-bounds.js";

/** Frames of 12.5 ms: 30 of silence, 40 of speech, 50 of silence. */
const energy = new Float32Array(120).fill(-9.5).fill(5, 30, 70);
const INPUT: SpeechBoundsInput = {
  energy,
  firstSymbolFrame: 32,
  energyShift: 0,
  frameMs: 12.5,
  lengthScale: 1,
  endsSentence: true,
};

describe("speechBounds", () => {
  it("keeps 60 ms before the first sound, and a sentence's pause behind the last", () => {
    assert.deepEqual(speechBounds(INPUT), { begin: 25, end: 70 + 34, speechEnd: 70 });
  });

  it("pauses less within a sentence, and as much longer as the speech is slower", () => {
    assert.equal(speechBounds({ ...INPUT, endsSentence: false }).end, 70 + 16);
    assert.equal(speechBounds({ ...INPUT, lengthScale: 0.5 }).end, 70 + 17);
  });

  it("never makes a pause longer than the voice's own", () => {
    assert.equal(speechBounds({ ...INPUT, lengthScale: 2.5 }).end, energy.length);
  });

  it("cuts a breath before the first symbol", () => {
    const breath = energy.slice().fill(-3, 8, 30);
    assert.equal(speechBounds({ ...INPUT, energy: breath }).begin, 32 - 10);
  });

  it("follows a shift of energy", () => {
    const soft = energy.map((value) => value - 7);
    assert.equal(speechBounds({ ...INPUT, energy: soft, energyShift: -7 }).begin, 25);
  });

  it("keeps everything where nothing is heard", () => {
    const silent = new Float32Array(10).fill(-9);
    assert.deepEqual(speechBounds({ ...INPUT, energy: silent }), {
      begin: 0,
      end: 10,
      speechEnd: 10,
    });
  });
});
