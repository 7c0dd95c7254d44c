import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { unknownSymbolAt } from "../symbol-vocabulary.js";
import { parseSyllable, syllableSymbols } from "./syllable-symbols.js";

const fixture = new URL("../../../../test/fixtures/mandarin-syllables.tsv", import.meta.url);

describe("syllableSymbols", () => {
  it("writes every syllable as misaki does", () => {
    const lines = readFileSync(fixture, "utf8").split("\n");
    // misaki reads 哟 (yo) as wo: its table of finals hides its own entry for it.
    const syllables = lines.filter((line) => /^[^#y]|^y[^o]|^yo[nu]/.test(line));
    assert.ok(syllables.length > 1400);
    for (const line of syllables) {
      const [pinyin = "", symbols = ""] = line.split("\t");
      const syllable = parseSyllable(pinyin);
      assert.ok(syllable !== undefined, pinyin);
      assert.equal(syllableSymbols(syllable), symbols, pinyin);
      assert.equal(unknownSymbolAt(symbols), -1, pinyin);
    }
  });

  it("reads ü in each spelling", () => {
    for (const pinyin of ["lv4", "lü4", "lu:4"]) {
      assert.deepEqual(parseSyllable(pinyin), { base: "lv", tone: 4 });
    }
    assert.equal(
      syllableSymbols({ base: "lue", tone: 4 }),
      syllableSymbols({ base: "lve", tone: 4 }),
    );
  });

  it("knows what is no pinyin", () => {
    for (const pinyin of ["", "a", "hao6", "hao", "bx3", "3", "hello1"]) {
      assert.equal(parseSyllable(pinyin), undefined, pinyin);
    }
  });
});
