import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import {
  USER_LEXICON_BYTES_MAX,
  USER_LEXICON_WORDS_MAX,
  USER_SYMBOLS_MAX,
  USER_WORD_CHARS_MAX,
  UserLexicon,
} from "./user-lexicon.js";

/** The limit that a file breaks. */
function limitOf(file: Uint8Array | string): string {
  try {
    UserLexicon.parse(file);
  } catch (error) {
    assert.ok(error instanceof SottoError && error.reason === "INVALID_FIELD");
    assert.equal(error.details.field, "lexicon");
    return error.details.limit ?? "";
  }
  return "none";
}

describe("UserLexicon", () => {
  it("reads words, comments, empty lines, CRLF and a byte order mark", () => {
    const file = "\ufeff# names\r\nSotto\tsˈOTO\r\n\r\nnew york\tnˈu jˈɔɹk\n你好\tni↗nxau↓";
    const lexicon = UserLexicon.parse(new TextEncoder().encode(file));
    assert.equal(lexicon.size, 3);
    assert.deepEqual(lexicon.match("say SOTTO now", 4), { end: 9, symbols: "sˈOTO" });
    assert.deepEqual(lexicon.match("New\nYork's", 0), { end: 8, symbols: "nˈu jˈɔɹk" });
    assert.deepEqual(lexicon.match("说你好吗", 1), { end: 3, symbols: "ni↗nxau↓" });
  });

  it("gives a text without its words", () => {
    const lexicon = UserLexicon.parse("bánh mì\tba↗nmi↘\nphở\tfʌ");
    assert.equal(lexicon.without("Ăn bánh mì, phở và phởs."), "Ăn  ,   và phởs.");
  });

  it("matches whole words only, the longest first, the last line of two", () => {
    const lexicon = UserLexicon.parse("a\tɑ\na b\tb\na\tA\nit’s\tɪts");
    assert.deepEqual(lexicon.match("a b", 0), { end: 3, symbols: "b" });
    assert.deepEqual(lexicon.match("a bc", 0), { end: 1, symbols: "A" });
    assert.equal(lexicon.match("ab", 0), undefined);
    assert.equal(lexicon.match("ba", 1), undefined);
    assert.deepEqual(lexicon.match("IT'S", 0), { end: 4, symbols: "ɪts" });
    assert.equal(UserLexicon.parse("").match("a", 0), undefined);
  });

  it("names the line and the limit of what is wrong, and never quotes it", () => {
    assert.match(limitOf("ok\tˈA\nno tab"), /one tab.*line 2/);
    assert.match(limitOf("x\ta\tb"), /one tab.*line 1/);
    assert.match(limitOf("x\tˈAλ"), /symbol 3 is none.*line 1/);
    assert.match(limitOf("x\t"), new RegExp(`1 to ${USER_SYMBOLS_MAX} symbols`));
    assert.match(limitOf(`x\t${"A".repeat(USER_SYMBOLS_MAX + 1)}`), /symbols/);
    assert.match(limitOf(`${"w".repeat(USER_WORD_CHARS_MAX + 1)}\tA`), /characters in a word/);
    assert.match(limitOf("...\tA"), /a word/);
    assert.match(limitOf("a  b\tA"), /single spaces/);
    assert.match(limitOf(new Uint8Array([0xff, 0x41])), /UTF-8/);
    assert.match(limitOf("x".repeat(USER_LEXICON_BYTES_MAX + 1)), /bytes/);
    const many = Array.from({ length: USER_LEXICON_WORDS_MAX + 1 }, (_, i) => `w${i}\tA`);
    assert.match(limitOf(many.join("\n")), new RegExp(`at most ${USER_LEXICON_WORDS_MAX} words`));
  });
});
