import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Sentences } from "./sentences.js";

const textual = fc.array(
  fc.constantFrom("word ", "Mr. ", "end. ", "why? ", "东西。", "x".repeat(400), "\n", "🙂", " "),
  { maxLength: 40 },
);

describe("Sentences", () => {
  it("gives a sentence as soon as it is complete", () => {
    const sentences = new Sentences();
    assert.deepEqual(sentences.push("Hello the"), []);
    assert.deepEqual(sentences.push("re. How "), [
      { text: "Hello there.", start: 0, startChars: 0 },
    ]);
    assert.deepEqual(sentences.end(), [{ text: "How", start: 13, startChars: 13 }]);
    assert.deepEqual(sentences.end(), []);
  });

  it("loses no text, says where it was, and makes no segment too long", () => {
    fc.assert(
      fc.property(textual, (pieces) => {
        const sentences = new Sentences();
        const segments = [...pieces.flatMap((piece) => sentences.push(piece)), ...sentences.end()];
        const all = pieces.join("");
        let at = 0;
        for (const { text, start, startChars } of segments) {
          assert.equal(startChars, Array.from(all.slice(0, start)).length);
          assert.equal(all.slice(at, start).trim(), "");
          assert.equal(all.slice(start, start + text.length), text);
          assert.ok(text.length <= 300 && text.trim() === text && text !== "");
          at = start + text.length;
        }
        assert.equal(all.slice(at).trim(), "");
      }),
    );
  });
});
