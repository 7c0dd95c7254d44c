import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pieceMarks } from "./piece-marks.js";

describe("pieceMarks", () => {
  const symbols = "sˈʌn ni↓.";
  const words = [
    { textStart: 0, textEnd: 3, symbolStart: 0, symbolEnd: 4 },
    { textStart: 4, textEnd: 5, symbolStart: 5, symbolEnd: 8 },
  ];
  const piece = { symbols, words, endMark: "." } as const;
  const times = {
    sampleOffset: 1000,
    symbolFrames: Int32Array.of(0, 2, 4, 6, 8, 10, 12, 14, 14, 16),
    frameSamples: 300,
  };

  it("puts stress before and tone behind their phonemes, and each word before its own", () => {
    const marks = pieceMarks(piece, "sun 你.", times);
    assert.deepEqual(
      marks.map(({ kind, value, sampleStart, sampleEnd }) => [kind, value, sampleStart, sampleEnd]),
      [
        ["word", "sun", 1000, 3400],
        ["phoneme", "s", 1000, 1600],
        ["phoneme", "ˈʌ", 1600, 2800],
        ["phoneme", "n", 2800, 3400],
        ["word", "你", 4000, 5200],
        ["phoneme", "n", 4000, 4600],
        ["phoneme", "i↓", 4600, 5200],
      ],
    );
    assert.ok(marks.every(({ textStart, textEnd }) => textEnd > textStart));
  });

  it("leaves out phonemes that last no frame, but no word", () => {
    const none = { ...times, symbolFrames: new Int32Array(10) };
    assert.deepEqual(
      pieceMarks(piece, "sun 你.", none).map(({ value }) => value),
      ["sun", "你"],
    );
  });
});
