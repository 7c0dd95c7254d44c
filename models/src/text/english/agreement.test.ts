import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it, type TestContext } from "node:test";
import { EnglishReader } from "./english-reader.js";
import { LetterNetwork } from "./letters/letter-network.js";
import { Lexicon } from "./lexicon.js";

const fixtures = new URL("../../../../test/fixtures/english/", import.meta.url);

/** The lines of a fixture, without comments, cut at tabs. */
function rows(name: string): string[][] {
  const lines = readFileSync(new URL(name, fixtures), "utf8").split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#")).map((l) => l.split("\t"));
}

/** Levenshtein's distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, change));
    }
    row = next;
  }
  return row[b.length]!;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const reader = EnglishReader.load();

describe("agreement of the English reader", () => {
  it("with misaki, on sentences of words that it knows", (t: TestContext) => {
    let identical = 0;
    let wrong = 0;
    let symbols = 0;
    let same = 0;
    let words = 0;
    const sentences = rows("misaki.tsv");
    for (const [text = "", wanted = ""] of sentences) {
      const got = reader.read(text).symbols;
      identical += got === wanted ? 1 : 0;
      wrong += edits(got, wanted);
      symbols += wanted.length;
      const spoken = got.split(" ");
      const expected = wanted.split(" ");
      same += expected.filter((word, index) => word === spoken[index]).length;
      words += expected.length;
    }
    const sentenceShare = identical / sentences.length;
    t.diagnostic(
      `misaki: ${sentences.length} sentences, ${percent(sentenceShare)} identical, ` +
        `${percent(same / words)} of words identical, symbol error rate ${percent(wrong / symbols)}`,
    );
    assert.ok(sentences.length >= 200);
    assert.ok(wrong / symbols < 0.008);
    assert.ok(sentenceShare > 0.88);
    assert.ok(same / words > 0.98);
  });

  it("with readings of homographs by hand", (t: TestContext) => {
    const sentences = rows("homographs.tsv");
    const wrong = sentences.filter(([word = "", wanted, text = ""]) => {
      const { symbols, words } = reader.read(text);
      const found = words.filter(
        (w) => text.slice(w.textStart, w.textEnd).toLowerCase() === word.toLowerCase(),
      );
      return found.every((w) => symbols.slice(w.symbolStart, w.symbolEnd) !== wanted);
    });
    const share = 1 - wrong.length / sentences.length;
    t.diagnostic(`homographs: ${percent(share)} of ${sentences.length} sentences right`);
    assert.ok(sentences.length >= 120);
    assert.ok(share >= 0.95, wrong.map((row) => row.join(" ")).join("\n"));
  });

  it("of guesses with the lexicon, on words that the network has not seen", (t: TestContext) => {
    const network = LetterNetwork.load();
    const lexicon = Lexicon.load();
    const words = rows("held-out-words.txt").map(([word = ""]) => word);
    let right = 0;
    let wrong = 0;
    let symbols = 0;
    for (const word of words) {
      const reading = lexicon.gold(word) ?? lexicon.silver(word);
      const wanted = typeof reading === "string" ? reading : reading?.get("DEFAULT");
      assert.ok(wanted, word);
      const got = network.read(word);
      right += got === wanted ? 1 : 0;
      wrong += edits(got, wanted);
      symbols += wanted.length;
    }
    t.diagnostic(
      `letters: ${percent(right / words.length)} of ${words.length} words right with stress, ` +
        `${percent(1 - wrong / symbols)} of symbols`,
    );
    assert.ok(right / words.length >= 0.6);
    assert.ok(1 - wrong / symbols >= 0.92);
  });
});
