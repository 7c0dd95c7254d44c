import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import fc from "fast-check";
import { EnglishFrontEnd } from "./english-front-end.js";
import { letterToSound } from "./letter-to-sound.js";
import { PhonemeTable } from "./phoneme-table.js";
import { PronunciationDictionary } from "./pronunciation-dictionary.js";
import { hasSpeakableText } from "./speakable.js";
import { symbolPieces } from "./symbol-pieces.js";

const weights = new URL("../../../weights/mini/phonemes.json", import.meta.url);
const table = PhonemeTable.parse(readFileSync(weights));
const dictionary = PronunciationDictionary.load(table);
const frontEnd = new EnglishFrontEnd(table, dictionary, ["en-US"]);

const spell = (ids: ArrayLike<number>) => Array.from(ids, (id) => table.symbol(id)).join(" ");

/** The symbols of all pieces of a text. */
function symbols(text: string): string {
  const pieces = symbolPieces(frontEnd.read(text), table, 145);
  return pieces.map((piece) => spell(piece.ids)).join(" / ");
}

/** Two texts that must sound the same. */
function same(written: string, said: string): void {
  assert.equal(symbols(written), symbols(said), written);
}

function reasonOf(text: string): string {
  try {
    frontEnd.read(text);
  } catch (error) {
    assert.ok(error instanceof SottoError);
    return error.reason;
  }
  return "none";
}

describe("EnglishFrontEnd", () => {
  it("gives the symbols of the voice's reference sentences", () => {
    assert.equal(
      symbols("The weather forecast says it will rain this afternoon, so please take an umbrella."),
      "SIL DH AH0 | W EH1 DH ER0 | F AO1 R K AE2 S T | S EH1 Z | IH0 T | W IH0 L | R EY1 N | DH IH0 S | " +
        "AE2 F T ER0 N UW1 N , S OW1 | P L IY1 Z | T EY1 K | AH0 N | AH0 M B R EH1 L AH0 .",
    );
    assert.equal(
      symbols("What time does the museum open on Sunday morning?"),
      "SIL W AH1 T | T AY1 M | D AH1 Z | DH AH0 | M Y UW0 Z IY1 AH0 M | OW1 P AH0 N | AA0 N | " +
        "S AH1 N D EY2 | M AO1 R N IH0 NG ?",
    );
    assert.equal(
      symbols("My brother plays the piano, but he never practices enough."),
      "SIL M AY0 | B R AH1 DH ER0 | P L EY1 Z | DH AH0 | P IY0 AE1 N OW0 , B AH0 T | HH IY0 | " +
        "N EH1 V ER0 | P R AE1 K T AH0 S AH0 Z | IH0 N AH1 F .",
    );
  });

  it("reads numbers, money, percentages and units", () => {
    same("1,234", "one thousand two hundred thirty four");
    same("3.14 and -5 and 007", "three point one four and minus five and zero zero seven");
    same(
      "$5.50, $1, £2.01, 7€",
      "five dollars and fifty cents, one dollar, two pounds and one penny, seven euros",
    );
    same("$3.2 million and $10k", "three point two million dollars and ten thousand dollars");
    same("50% of 20°C", "fifty percent of twenty degrees celsius");
    same("1 km, 5-10 km, 3 lbs", "one kilometer, five to ten kilometers, three pounds");
    same("the 1st, 22nd and #3", "the first, twenty second and number three");
    same("½, 2½, 3/4, 1/2", "one half, two and one half, three quarters, one half");
    same("call 555-1234", "call five five five one two three four");
    same("version 1.2.10", "version one point two point ten");
  });

  it("reads dates, times and years", () => {
    same(
      "in 1999, 1905, 2000, 2009 and 2026",
      "in nineteen ninety nine, nineteen oh five, two thousand, two thousand nine and twenty twenty six",
    );
    same("the 1990s and '80s", "the nineteen nineties and eighties");
    same("on Jan. 5, 2026", "on January fifth twenty twenty six");
    same("on 5 January", "on the fifth of January");
    same("2026-11-22", "November twenty second twenty twenty six");
    same("at 10:30, 9:05 and 8:00", "at ten thirty, nine oh five and eight o'clock");
    assert.match(symbols("at 3pm"), /TH R IY1 \| P IY1 EH1 M/);
  });

  it("reads abbreviations, acronyms, names of letters and addresses", () => {
    same("Dr. Smith vs. Mrs. Lee, etc.", "doctor smith versus missus lee, etcetera");
    same("St. Paul, Main St.", "saint paul, main street");
    assert.match(symbols("the US and NASA"), /Y UW1 EH1 S \| AH0 N D \| N AE1 S AH0/);
    assert.match(symbols("our HTML"), /EY2 CH T IY1 EH1 M EH1 L|EY2 CH T IY2 EH2 M EH1 L/);
    same("bob.smith@example.com", "bob dot smith at example dot com");
    same("tea & biscuits, and/or", "tea and biscuits, and slash or");
    same("read config.json", "read config dot json");
  });

  it("builds words from listed ones and guesses the rest", () => {
    assert.equal(spell(frontEnd.read("the gizmo's").words[1]!.phones).endsWith("Z"), true);
    assert.match(symbols("stickerboarding"), /S T IH1 K ER0 B AO1 R D IH0 NG/);
    assert.match(symbols("tokenized"), /AY0 Z D/);
    assert.match(symbols("shmorgle"), /SH M AO1 R G AH0 L|SH M AO1 R G L/);
    same("zzzz", "z");
    same("Zoë's naïve café", "zoe's naive cafe");
  });

  it("takes phonemes in double brackets and refuses wrong ones", () => {
    assert.match(symbols("say [[k AE1 t]]"), /S EY1 \| K AE1 T \./);
    for (const wrong of ["[[KAT]]", "[[K AE T]]", "[[SIL]]", "[[name,]]", "[[]] a"]) {
      assert.equal(reasonOf(wrong), "UNSPEAKABLE_TEXT", wrong);
    }
  });

  it("refuses SSML and other scripts, drops other tags, emoji and stray signs", () => {
    for (const text of [
      "<speak>Hi</speak>",
      'a <break time="1s"/> b',
      "<speak>".repeat(80),
      "<prosody rate='slow'",
      '<sub alias="x">y</sub>',
      "Привет",
      "你好",
      "hello 世界",
      "مرحبا",
      "٣ cats",
    ]) {
      assert.equal(reasonOf(text), "UNSPEAKABLE_TEXT", text);
    }
    same("<b>bold</b> <!-- no --> <br/>text <sub>two</sub>", "bold text two");
    same("well 🎉👨‍👩‍👧 ** done ~~ «now»", "well done now");
    same("a < b", "a less than b");
  });

  it("finds nothing to say in signs, spaces, controls and lone surrogates", () => {
    const nothing = [
      "",
      "  ",
      "...",
      "🎉",
      "\u0000\u0007",
      "\ud800",
      "\ufeff",
      "<b></b>",
      "\u0301",
      "$%&",
    ];
    for (const text of nothing) {
      assert.equal(reasonOf(text), "UNSPEAKABLE_TEXT");
      assert.equal(hasSpeakableText(text), false);
    }
  });

  it("throws nothing but SottoError, and gives ordered spans within any text", () => {
    const interesting = fc.constantFrom(
      ..."0 1 9 . , : / - $ € % ' ’ ( ) [[ ]] < > & @ # a the Dr. é ½ x × \n\n \u202e \u0301 \ud83d ﷽ ー".split(
        " ",
      ),
    );
    const text = fc
      .array(fc.oneof(fc.string({ unit: "binary", maxLength: 8 }), interesting), { maxLength: 40 })
      .map((parts) => parts.join("").slice(0, 600));
    fc.assert(
      fc.property(text, (t) => {
        if (reasonOf(t) !== "none") return;
        let last = 0;
        for (const { start, end, phones } of frontEnd.read(t).words) {
          assert.ok(start >= last && end > start && end <= t.length);
          assert.ok(phones.length > 0 && phones.every((id) => table.isPhone(id)));
          last = start;
        }
      }),
      { numRuns: 500 },
    );
  });

  it("bounds its output for the worst of texts", () => {
    const worst = ["1/", "9", "q", "a.", "1-", "a@", "$1 ", "½", "%a", "e\u0301", "http://a/"];
    for (const unit of worst) {
      const text = unit.repeat(600 / unit.length).slice(0, 600);
      const phones = frontEnd.read(text).words.reduce((sum, word) => sum + word.phones.length, 0);
      assert.ok(phones < 12_000, `${unit}: ${phones}`);
    }
  });
});

describe("symbolPieces", () => {
  it("keeps pieces within the limit, loses no phone, and ends each with one mark", () => {
    const texts = fc.array(
      fc.constantFrom("so", "well,", "what?", "going", "x".repeat(3), "42", "Yes!"),
      {
        minLength: 1,
        maxLength: 120,
      },
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 10, max: 145 }), (words, max) => {
        const spoken = frontEnd.read(words.join(" "));
        const pieces = symbolPieces(spoken, table, max);
        const phones = pieces.flatMap((piece) => [...piece.ids].filter((id) => table.isPhone(id)));
        assert.deepEqual(
          phones,
          spoken.words.flatMap((word) => [...word.phones]),
        );
        for (const { ids, wordOfSymbol, endMark } of pieces) {
          assert.ok(ids.length <= max && ids.length === wordOfSymbol.length);
          assert.equal(table.symbol(ids[0]!), "SIL");
          assert.equal(table.symbol(ids.at(-1)!), endMark);
        }
      }),
    );
  });

  it("cuts at the ends of sentences that are long enough, else keeps them together", () => {
    const long = "The first sentence is long enough to stand alone.";
    assert.equal(symbolPieces(frontEnd.read(`${long} ${long}`), table, 145).length, 2);
    assert.equal(symbolPieces(frontEnd.read("Hi. Oh."), table, 145).length, 1);
  });

  it("cuts a sentence that is too long at its last comma", () => {
    const clause = "we walked along the river until the sun went down";
    const pieces = symbolPieces(
      frontEnd.read(`${clause}, ${clause}, ${clause}, ${clause}.`),
      table,
      145,
    );
    assert.deepEqual(
      pieces.map((piece) => piece.endMark),
      pieces.map((_, i) => (i === pieces.length - 1 ? "." : ",")),
    );
  });
});

describe("PronunciationDictionary", () => {
  it("gives first pronunciations with stress, without comments", () => {
    assert.equal(spell(dictionary.lookup("read")!), "R EH1 D");
    assert.equal(spell(dictionary.lookup("o'clock")!), "AH0 K L AA1 K");
    assert.equal(dictionary.lookup("read(2)"), undefined);
    assert.equal(dictionary.lookup("__proto__"), undefined);
    assert.equal(dictionary.lookup("qqxz"), undefined);
  });

  it("refuses a source that is no dictionary", () => {
    assert.throws(
      () => new PronunciationDictionary(Buffer.from('x = {\n  "a": "AH0"\n}'), table),
      (error: unknown) => error instanceof SottoError && error.reason === "MODEL_UNUSABLE",
    );
  });
});

describe("letterToSound", () => {
  it("guesses most phones of words that the dictionary has", () => {
    const expected: Record<string, string> = {
      station: "S T EY1 SH AH0 N",
      knight: "N AY1 T",
      phone: "F OW1 N",
      bitter: "B IH1 T ER0",
      queen: "K W IY1 N",
    };
    for (const [word, phones] of Object.entries(expected)) {
      assert.equal(spell(letterToSound(word, table)), phones);
    }
  });
});
