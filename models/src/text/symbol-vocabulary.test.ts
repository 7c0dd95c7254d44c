import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SYMBOL_IDS, unknownSymbolAt } from "./symbol-vocabulary.js";

describe("SYMBOL_IDS", () => {
  it("has Kokoro's 114 symbols, each one UTF-16 unit with a number of its own", () => {
    assert.equal(SYMBOL_IDS.size, 114);
    assert.equal(new Set(SYMBOL_IDS.values()).size, SYMBOL_IDS.size);
    for (const [symbol, id] of SYMBOL_IDS) {
      assert.equal(symbol.length, 1);
      assert.ok(id > 0 && id < 178);
    }
    assert.equal(SYMBOL_IDS.get(" "), 16);
    assert.equal(SYMBOL_IDS.get("ˈ"), 156);
    assert.equal(SYMBOL_IDS.get("ᵻ"), 177);
  });

  it("says where an unknown symbol stands", () => {
    assert.equal(unknownSymbolAt("həlˈO!"), -1);
    assert.equal(unknownSymbolAt("hλ"), 1);
  });
});
