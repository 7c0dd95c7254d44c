import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { SymbolText, SymbolWord } from "./symbol-text.js";
import { symbolTextPieces } from "./symbol-text-pieces.js";

/** Symbols as a front end would give them: every run of letters is a word, `_` a space within one. */
function symbolText(written: string): SymbolText {
  const words: SymbolWord[] = [];
  for (const { 0: word, index } of written.matchAll(/[a-z_→↘]+/g)) {
    const end = index + word.length;
    words.push({ textStart: 2 * index, textEnd: 2 * end, symbolStart: index, symbolEnd: end });
  }
  return { symbols: written.replaceAll("_", " "), words };
}

const cut = (written: string, symbolsMax: number) =>
  symbolTextPieces(symbolText(written), symbolsMax).map((piece) => piece.symbols);

describe("symbolTextPieces", () => {
  it("cuts at the ends of sentences", () => {
    const pieces = symbolTextPieces(
      symbolText("the first sentence is long. and is the second one? yes it is indeed so!"),
      100,
    );
    assert.deepEqual(
      pieces.map(({ symbols, endMark }) => [symbols, endMark]),
      [
        ["the first sentence is long.", "."],
        ["and is the second one?", "?"],
        ["yes it is indeed so!", "!"],
      ],
    );
  });

  it("keeps very short sentences with a neighbour", () => {
    assert.deepEqual(cut("no. no. this one is long enough. yes.", 100), [
      "no. no. this one is long enough. yes.",
    ]);
    assert.deepEqual(cut("a first sentence stands. and another one, too. hm.", 30), [
      "a first sentence stands.",
      "and another one, too. hm.",
    ]);
  });

  it("cuts a long sentence behind its last clause, which keeps its mark", () => {
    assert.deepEqual(cut("one two three four five, six seven eight; nine ten eleven.", 45), [
      "one two three four five, six seven eight;",
      "nine ten eleven.",
    ]);
    assert.deepEqual(cut("one two three four five six—seven eight nine ten", 30), [
      "one two three four five six—",
      "seven eight nine ten.",
    ]);
  });

  it("cuts between words where there is no clause, and says that the sentence goes on", () => {
    const pieces = symbolTextPieces(symbolText("one two three four five six seven"), 21);
    assert.deepEqual(
      pieces.map(({ symbols, endMark }) => [symbols, endMark]),
      [
        ["one two three four,", ","],
        ["five six seven.", "."],
      ],
    );
  });

  it("does not cut behind a clause of a word or two", () => {
    assert.deepEqual(cut("well, one two three four five six seven", 30), [
      "well, one two three four five,",
      "six seven.",
    ]);
  });

  it("cuts a word that is longer than a piece, at its spaces first", () => {
    const pieces = symbolTextPieces(symbolText("one_two_three_four_five_six"), 12);
    assert.deepEqual(
      pieces.map((piece) => piece.symbols),
      ["one two,", "three four,", "five six."],
    );
    for (const { words } of pieces) {
      assert.deepEqual(
        words.map((word) => [word.textStart, word.textEnd]),
        [[0, 54]],
      );
    }
    assert.deepEqual(cut("abcdefghij", 5), ["abcd,", "efgh,", "ij."]);
  });

  it("keeps quotes and brackets at their words", () => {
    assert.deepEqual(cut("she said “one two three four.” (“and five six,” too).", 40), [
      "she said “one two three four.”",
      "(“and five six,” too).",
    ]);
  });

  it("drops punctuation without words", () => {
    assert.deepEqual(symbolTextPieces({ symbols: "… ", words: [] }, 10), []);
    assert.deepEqual(symbolTextPieces({ symbols: "", words: [] }, 10), []);
  });

  it("refuses a size that holds no symbol and mark", () => {
    assert.throws(() => symbolTextPieces(symbolText("a"), 1), RangeError);
  });

  it("loses no word, keeps the order and the limit, for any text", () => {
    const written = fc
      .array(
        fc.constantFrom("a", "bc", "de→", "fghi_jkl", " ", ", ", ". ", "? ", "—", "“", "”", " ("),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(written, fc.integer({ min: 2, max: 60 }), (text, symbolsMax) => {
        const given = symbolText(text);
        const pieces = symbolTextPieces(given, symbolsMax);
        const spoken = (symbols: string, words: readonly SymbolWord[]) =>
          words.map((word) => symbols.slice(word.symbolStart, word.symbolEnd)).join("");
        const before = spoken(given.symbols, given.words).replaceAll(" ", "");
        const after = pieces.map((piece) => spoken(piece.symbols, piece.words)).join("");
        assert.equal(after.replaceAll(" ", ""), before);
        for (const { symbols, words, endMark } of pieces) {
          assert.ok(symbols.length <= symbolsMax);
          assert.ok(symbols.slice(words.at(-1)!.symbolEnd).includes(endMark));
          let at = 0;
          for (const word of words) {
            assert.ok(word.symbolStart >= at && word.symbolEnd > word.symbolStart);
            at = word.symbolEnd;
          }
          assert.ok(at <= symbols.length);
        }
      }),
    );
  });
});
