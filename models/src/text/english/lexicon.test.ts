import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lexicon } from "./lexicon.js";
import { LexiconFile } from "./lexicon-file.js";
import { applyStress } from "./stress.js";
import { withEd, withIng, withS } from "./suffixes.js";

describe("LexiconFile", () => {
  const file = LexiconFile.load();

  it("finds first, last and middle words, in any block", () => {
    assert.deepEqual(file.find("apple"), { gold: true, reading: "ˈæpᵊl" });
    assert.deepEqual(file.find("button")?.reading, "bˈʌtn");
    assert.equal(file.find("water")?.reading, "wˈɔTəɹ");
    for (const word of ["A", "zzz", "'em", "zoom", "non-fiction", "o'clock"]) {
      const near = [file.find(word), file.find(`${word}q!`)];
      assert.equal(near[1], undefined);
    }
  });

  it("finds nothing for other spellings, empty and endless words", () => {
    for (const word of [
      "",
      "appl",
      "applee",
      "__proto__",
      "é",
      "\u0000",
      "~~~~",
      "a".repeat(500),
    ]) {
      assert.equal(file.find(word), undefined, word);
    }
  });

  it("gives readings by part of speech", () => {
    const reading = file.find("record")?.reading;
    assert.ok(reading instanceof Map);
    assert.equal(reading.get("DEFAULT"), "ɹˈɛkəɹd");
    assert.equal(reading.get("VERB"), "ɹəkˈɔɹd");
    const initials = file.find("ID")?.reading;
    assert.ok(initials instanceof Map);
    assert.equal(initials.get("NOUN"), null);
  });
});

describe("Lexicon", () => {
  const lexicon = Lexicon.load();

  it("knows listed words with a first capital, and names without", () => {
    assert.equal(lexicon.gold("Apple"), lexicon.gold("apple"));
    assert.equal(lexicon.gold("APPLE"), undefined);
    assert.equal(lexicon.has("qqxz"), false);
  });
});

describe("applyStress", () => {
  it("weakens, strengthens and removes stress as misaki does", () => {
    assert.equal(applyStress("ˈæpᵊl", undefined), "ˈæpᵊl");
    assert.equal(applyStress("ˈæpᵊlˌaɪ", -2), "æpᵊlaɪ");
    assert.equal(applyStress("nˈOn", -0.5), "nˌOn");
    assert.equal(applyStress("ænd", 0.5), "ˌænd");
    assert.equal(applyStress("ðɛn", 2), "ðˈɛn");
    assert.equal(applyStress("hmm", 2), "hmm");
    assert.equal(applyStress("wˌʌt", 1), "wˈʌt");
  });
});

describe("suffixes", () => {
  it("sound by the stem's last sound", () => {
    assert.deepEqual(["kˈæt", "dˈɔɡ", "bˈʌs"].map(withS), ["kˈæts", "dˈɔɡz", "bˈʌsᵻz"]);
    assert.deepEqual(["wˈɔk", "ˈæd", "stˈAt", "ˈækt", "plˈA"].map(withEd), [
      "wˈɔkt",
      "ˈædᵻd",
      "stˈATᵻd",
      "ˈæktᵻd",
      "plˈAd",
    ]);
    assert.deepEqual(["ɡˌO", "sˈɪt", "ˈækt"].map(withIng), ["ɡˌOɪŋ", "sˈɪTɪŋ", "ˈæktɪŋ"]);
  });
});
