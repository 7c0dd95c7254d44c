import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { TEXT_PIECE_UNITS_MAX, TextPieces } from "./text-pieces.js";

const unicode = fc.string({ unit: "binary", maxLength: 50 });

/** Whether `text` is the same after a turn through UTF-8, which lone halves of characters are not. */
const wellFormed = (text: string): boolean => Buffer.from(text).toString() === text;

describe("TextPieces", () => {
  it("gives the same text wherever it was split, and cuts no character in two", () => {
    fc.assert(
      fc.property(unicode, fc.array(fc.nat(100)), (text, splits) => {
        const pieces = new TextPieces();
        const bounds = [...splits.map((at) => at % (text.length + 1)), 0, text.length].sort(
          (a, b) => a - b,
        );
        const out = bounds.flatMap((at, i) => pieces.push(text.slice(bounds[i - 1] ?? 0, at)));
        assert.equal([...out, ...pieces.rest()].join(""), text);
        for (const piece of out) assert.ok(wellFormed(piece) || !wellFormed(text));
      }),
    );
  });

  it("makes no piece longer than its limit", () => {
    const pieces = new TextPieces();
    const text = "🙂".repeat(10_000) + "x";
    const out = pieces.push(text);
    assert.equal(out.join(""), text);
    for (const piece of out) {
      assert.ok(piece.length <= TEXT_PIECE_UNITS_MAX && wellFormed(piece));
    }
  });

  it("gives back half a character that never got its other half", () => {
    const pieces = new TextPieces();
    assert.deepEqual(pieces.push("a\ud83d"), ["a"]);
    assert.deepEqual(pieces.rest(), ["\ud83d"]);
    assert.deepEqual(pieces.rest(), []);
  });
});
