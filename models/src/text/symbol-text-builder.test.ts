import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SymbolTextBuilder } from "./symbol-text-builder.js";

/** Adds words and marks in order: lower-case letters are words, others marks. */
function build(...parts: string[]): string {
  const built = new SymbolTextBuilder();
  parts.forEach((part, index) => {
    if (/^[a-z]/.test(part)) built.word(part, index, index + 1);
    else built.marks(part);
  });
  return built.build().symbols;
}

describe("SymbolTextBuilder", () => {
  it("sets spaces as Kokoro was taught", () => {
    assert.equal(build("a", "b", ",", "c", "."), "a b, c.");
    assert.equal(build("a", ":", "“", "b", ".", "”", "c"), "a: “b.” c");
    assert.equal(build("a", "(", "b", ")", "."), "a (b).");
    assert.equal(build("“", "a", "”"), "“a”");
  });

  it("drops marks that say nothing", () => {
    assert.equal(build(",", ".", "a"), "a");
    assert.equal(build("a", ".", "."), "a.");
    assert.equal(build("a", ",", "."), "a.");
    assert.equal(build("a", ".", ","), "a.");
    assert.equal(build("a", "?", "!", "…", "!"), "a?!…");
    assert.equal(build("a", "(", ")", "b"), "a b");
    assert.equal(build("a", "“"), "a");
  });

  it("makes one word of what is read from one stretch", () => {
    const built = new SymbolTextBuilder();
    built.word("a", 0, 3);
    built.word("b", 0, 3);
    built.word("c", 2, 5);
    built.word("d", 5, 6);
    built.word("", 6, 7);
    assert.deepEqual(built.build(), {
      symbols: "a b c d",
      words: [
        { textStart: 0, textEnd: 5, symbolStart: 0, symbolEnd: 5 },
        { textStart: 5, textEnd: 6, symbolStart: 6, symbolEnd: 7 },
      ],
    });
  });

  it("appends what another reader gave, with spans of the whole text", () => {
    const built = new SymbolTextBuilder();
    built.word("a", 0, 1);
    const words = [{ textStart: 1, textEnd: 3, symbolStart: 1, symbolEnd: 3 }];
    built.append({ symbols: '"bc", ', words }, 10);
    built.word("d", 20, 21);
    const { symbols, words: all } = built.build();
    assert.equal(symbols, "a “bc”, d");
    assert.deepEqual(all[1], { textStart: 11, textEnd: 13, symbolStart: 3, symbolEnd: 5 });
  });
});
