import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import { UserLexicon } from "../user-lexicon.js";
import { MandarinReader } from "./mandarin-reader.js";
import { parseSyllable, syllableSymbols } from "./syllable-symbols.js";

const reader = MandarinReader.load();

/** The rows of a fixture, without its comments. */
function rows(name: string): string[][] {
  const file = new URL(`../../../../test/fixtures/${name}`, import.meta.url);
  const lines = readFileSync(file, "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split("\t"));
}

/** Pinyin as symbols, without spaces. */
function symbolsOf(pinyin: string): string {
  return pinyin
    .split(" ")
    .map((one) => {
      const syllable = parseSyllable(one);
      assert.ok(syllable !== undefined, one);
      return syllableSymbols(syllable);
    })
    .join("");
}

function reasonOf(text: string): string {
  try {
    reader.read(text);
  } catch (error) {
    assert.ok(error instanceof SottoError);
    return error.reason;
  }
  return "none";
}

describe("MandarinReader", () => {
  const labelled = rows("mandarin-labelled.tsv");
  assert.ok(labelled.length > 150);
  for (const [text = "", pinyin = ""] of labelled) {
    it(`reads ${text} as ${pinyin}`, () => {
      assert.equal(reader.read(text).symbols.replaceAll(" ", ""), symbolsOf(pinyin));
    });
  }

  it("reads traditional characters like simplified ones", () => {
    for (const [traditional = "", simplified = ""] of [
      ["請問這裡的價格是多少？", "请问这里的价格是多少？"],
      ["他看著我的頭髮。", "他看着我的头发。"],
      ["我們應該保護環境，節約用水。", "我们应该保护环境，节约用水。"],
      ["著名的音樂家來了。", "著名的音乐家来了。"],
    ]) {
      assert.deepEqual(reader.read(traditional), reader.read(simplified), traditional);
    }
  });

  it("tells the span of each word, and one for all of a number", () => {
    const text = "我有3.5米，他有12个。";
    const { symbols, words } = reader.read(text);
    assert.deepEqual(
      words.map((word) => text.slice(word.textStart, word.textEnd)),
      ["我", "有", "3.5米", "他", "有", "12个"],
    );
    const last = words.at(-1);
    assert.ok(last !== undefined);
    assert.equal(
      symbols.slice(last.symbolStart, last.symbolEnd).replaceAll(" ", ""),
      symbolsOf("shi2 er4 ge4"),
    );
  });

  it("says the user's words as the user wants", () => {
    const lexicon = UserLexicon.parse("张三丰\tꭧaŋ sɑn fəŋ\n");
    const { symbols, words } = MandarinReader.load({ lexicon }).read("我是张三丰。");
    assert.equal(symbols, "wo↓ ʂɨ↘ ꭧaŋ sɑn fəŋ.");
    assert.deepEqual([words.at(-1)?.textStart, words.at(-1)?.textEnd], [2, 5]);
  });

  it("refuses what it can't read, and gives nothing for nothing", () => {
    assert.equal(reasonOf("こんにちは"), "UNSPEAKABLE_TEXT");
    assert.equal(reasonOf("你好мир"), "UNSPEAKABLE_TEXT");
    assert.equal(reasonOf("<speak>你好</speak>"), "UNSPEAKABLE_TEXT");
    assert.equal(reasonOf("𠀀"), "UNSPEAKABLE_TEXT");
    assert.deepEqual(reader.read("……😀").words, []);
  });
});

/** Symbols that were changed, left out or added, between two texts (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** misaki's habits that say nothing: a space before a closing quote, doubled marks. */
const plain = (symbols: string) =>
  symbols
    .replace(/ ([”)])/g, "$1")
    .replaceAll("……", "…")
    .trim();

function agreement(change: (symbols: string) => string) {
  const sums = { symbols: 0, wrong: 0, words: 0, sameWords: 0, sentences: 0, sameSentences: 0 };
  for (const [text = "", reference = ""] of rows("mandarin-misaki.tsv")) {
    const [wanted, given] = [change(plain(reference)), change(reader.read(text).symbols)];
    sums.symbols += wanted.length;
    sums.wrong += distance(wanted, given);
    const left = given.split(" ");
    for (const word of wanted.split(" ")) {
      sums.words++;
      const found = left.indexOf(word);
      if (found < 0) continue;
      sums.sameWords++;
      left.splice(found, 1);
    }
    sums.sentences++;
    if (wanted === given) sums.sameSentences++;
  }
  return {
    sentences: sums.sentences,
    symbolErrors: sums.wrong / sums.symbols,
    words: sums.sameWords / sums.words,
    sameSentences: sums.sameSentences / sums.sentences,
  };
}

describe("agreement of Mandarin with misaki", () => {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const report = (name: string, found: ReturnType<typeof agreement>) =>
    `${name}: symbol errors ${percent(found.symbolErrors)}, words alike ${percent(found.words)}, ` +
    `sentences alike ${percent(found.sameSentences)} of ${found.sentences}`;

  it("is nearly whole in words and sounds", (t) => {
    const found = agreement((symbols) => symbols.replace(/[→↗↓↘]/g, ""));
    t.diagnostic(report("without tones", found));
    assert.ok(found.sentences >= 150);
    assert.ok(found.symbolErrors < 0.005, report("", found));
    assert.ok(found.words > 0.97, report("", found));
    assert.ok(found.sameSentences > 0.88, report("", found));
  });

  it("differs in tones where misaki leaves sandhi and neutral tones to the voice", (t) => {
    const found = agreement((symbols) => symbols);
    t.diagnostic(report("with tones", found));
    assert.ok(found.symbolErrors < 0.022, report("", found));
    assert.ok(found.words > 0.86, report("", found));
  });
});
