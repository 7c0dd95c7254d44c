import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import fc from "fast-check";
import { unknownSymbolAt } from "../symbol-vocabulary.js";
import { UserLexicon } from "../user-lexicon.js";
import { EnglishReader } from "./english-reader.js";

const reader = EnglishReader.load();
const symbols = (text: string): string => reader.read(text).symbols;

/** Two texts that must sound the same. */
function same(written: string, said: string): void {
  assert.equal(symbols(written), symbols(said), written);
}

function reasonOf(text: string): string {
  try {
    reader.read(text);
  } catch (error) {
    assert.ok(error instanceof SottoError, String(error));
    return error.reason;
  }
  return "none";
}

describe("EnglishReader", () => {
  it("reads plain sentences as misaki does", () => {
    assert.equal(
      symbols("What time does the museum open on Sunday morning?"),
      "wˌʌt tˈIm dˈʌz ðə mjuzˈiəm ˈOpᵊn ˌɔn sˈʌndˌA mˈɔɹnɪŋ?",
    );
    assert.equal(
      symbols("I've used the old, well-known one."),
      "ˌIv jˈuzd ði ˈOld, wˌɛlnˈOn wˈʌn.",
    );
  });

  it("gives weak forms by the sound that follows", () => {
    assert.equal(symbols("the apple, the pear"), "ði ˈæpᵊl, ðə pˈɛɹ");
    assert.equal(symbols("to eat, to drink, to."), "tʊ ˈit, tə dɹˈɪŋk, tu.");
    assert.equal(symbols("He can go if he can."), "hˌi kæn ɡˌO ɪf hi kˈæn.");
    assert.equal(symbols("Come in, it is in here."), "kˈʌm ˈɪn, ɪt ɪz ɪn hˈɪɹ.");
  });

  it("reads numbers, fractions and units", () => {
    same("1,234", "one thousand two hundred thirty four");
    same("-5 and 007", "minus five and zero zero seven");
    assert.equal(symbols("3.14"), "θɹˈi pYnt wˈʌn fˈɔɹ");
    same("50% of 20°C", "fifty percent of twenty degrees celsius");
    same("1 km, 5-10 km, 3 lbs", "one kilometer, five to ten kilometers, three pounds");
    same("the 1st, 22nd and #3", "the first, twenty second and number three");
    same("the 10,000th", "the ten thousandth");
    same("½, 2½, 3/4, 24/7", "one half, two and a half, three quarters, twenty four seven");
    same("call 555-1234", "call five five five one two three four");
    same("call 911", "call nine one one");
    same("3^2 and 3 * 4", "three to the power of two and three times four");
    same("MP3s and mid-1990s", "M.P. threes and mid nineteen nineties");
    same("6'2\" tall, 5″", "six foot two tall, five inches");
    same("10%–20%", "ten percent to twenty percent");
    same("1.5e-3, 10⁶", "1.5 times ten to the power of minus three, ten to the power of six");
  });

  it("reads money in several currencies", () => {
    same(
      "$5.50, $1, £2.01, 7€, 50¢",
      "five dollars and fifty cents, one dollar, two pounds and one penny, seven euros, fifty cents",
    );
    same("-$3bn and €10k", "minus three billion dollars and ten thousand euros");
    same("US$40, 20 EUR, CHF 30", "forty U.S. dollars, twenty euros, thirty Swiss francs");
    same("$3.2 million", "3.2 million dollars");
  });

  it("reads dates, times and years", () => {
    same(
      "in 1999, 1905, 2000, 2009 and 2026",
      "in nineteen ninety nine, nineteen oh five, two thousand, two thousand nine and twenty twenty six",
    );
    same("the 1990s and '80s", "the nineteen nineties and eighties");
    same("on Jan. 5, 2026", "on January fifth twenty twenty six");
    same("in Jan 2020", "in January twenty twenty");
    same("on 5 January", "on the fifth of January");
    same("22/11/2026, 11/22/2026", "11/22/2026, 22/11/2026");
    same("2026-11-22", "November twenty second twenty twenty six");
    same("at 10:30, 9:05 and 8:00", "at ten thirty, nine oh five and eight o'clock");
    assert.equal(symbols("5pm-7pm"), "fˈIv pˌiˈɛm tə sˈɛvən pˌiˈɛm");
  });

  it("reads Roman numerals only where they are some", () => {
    same("Henry VIII's wives", "Henry the eighth's wives");
    same("World War II, Chapter IV", "World War two, Chapter four");
    assert.match(symbols("Part of it I like"), /ˌI lˈIk/);
    assert.match(symbols("an IV drip"), /ˌIvˈi/);
  });

  it("reads abbreviations, initials, addresses and names with signs", () => {
    same("Dr. Smith vs. Mrs. Lee", "doctor Smith versus Mrs Lee");
    same("St. Paul, Main St.", "saint Paul, Main street.");
    assert.equal(symbols("the US and NASA's HTML"), "ðə jˌuˈɛs ænd nˈæsəz ˌAʧtˌiˌɛmˈɛl");
    same("bob.smith@example.com", "bob dot smith at example dot com");
    same("https://example.com/b", "example dot com slash b");
    same("w/ tea, w/o milk", "with tea, without milk");
    same("the U.K.'s Ph.D. in the 1980's", "the UK's P.H.D. in the 1980s");
    same("git --version", "git version");
    same("C++ and C#", "C plus plus and C sharp");
    assert.equal(symbols("Q&A, A4"), "kjˈu ænd ˈA, ˈA fˈɔɹ");
    same("AT&T #ClimateChange", "AT and T ClimateChange");
  });

  it("keeps Kokoro's punctuation and writes the rest in it", () => {
    assert.equal(symbols('He said "no" (twice) - ok...'), "hˌi sˈɛd “nˈO” (twˈIs) — ˌOkˈA…");
    assert.equal(symbols("Really?! Yes!!!!"), "ɹˈiᵊli?! jˈɛs!");
    assert.equal(symbols("one\n\ntwo"), "wˈʌn. tˈu");
    same("well 🎉👨‍👩‍👧 ** done ~~", "well done");
  });

  it("reads shouted text as words and capitals amid others as letters", () => {
    same("THE DOG IS HERE!", "the dog is here!");
    same("yesss, goooood", "yes, good");
    assert.match(symbols("our XYZ"), / ˌɛkswˌIzˈi$/);
  });

  it("guesses unknown words from their letters, with endings", () => {
    assert.equal(symbols("shmorgle"), "ʃmˈɔɹɡᵊl");
    assert.equal(symbols("shmorgle's"), "ʃmˈɔɹɡᵊlz");
    assert.equal(symbols("shmorgle'll"), "ʃmˈɔɹɡᵊlᵊl");
    same("Zoë's café", "Zoe's cafe");
    same("résumé", "résumé".normalize("NFD"));
    assert.notEqual(symbols("résumé"), symbols("resume"));
  });

  it("gives spans of the text that each word is read from", () => {
    const text = "On 5 Jan. 2026, Zoë's well-known!";
    const { symbols: all, words } = reader.read(text);
    assert.deepEqual(
      words.map(({ textStart, textEnd, symbolStart, symbolEnd }) => [
        text.slice(textStart, textEnd),
        all.slice(symbolStart, symbolEnd),
      ]),
      [
        ["On", symbols("On 5").split(" ")[0]],
        ["5 Jan. 2026", symbols("the fifth of January twenty twenty six")],
        ["Zoë's", symbols("Zoe's")],
        ["well-known", "wˌɛlnˈOn"],
      ],
    );
  });

  it("says the user's words in the user's way", () => {
    const lexicon = UserLexicon.parse("Sotto\tsˈOTO\nnew york\tnˈu jˈɔɹk\n");
    const own = EnglishReader.load({ lexicon });
    assert.equal(own.read("sotto in New York").symbols, "sˈOTO ɪn nˈu jˈɔɹk");
    assert.equal(own.read("sottovoce").symbols, symbols("sottovoce"));
  });

  it("refuses SSML and other scripts, drops other tags", () => {
    const refused = ["<speak>Hi</speak>", 'a <break time="1s"/> b', "<prosody rate='slow'"];
    refused.push("<speak>".repeat(80), "Привет", "你好", "مرحبا", "٣ cats");
    for (const text of refused) assert.equal(reasonOf(text), "UNSPEAKABLE_TEXT", text);
    same("<b>bold</b> <!-- no --> <br/>text", "bold text");
    same("a < b &amp; c", "a less than b and c");
  });

  it("has no words where there is nothing to say", () => {
    for (const text of [
      "",
      "  ",
      "...",
      "🎉",
      "\u0000\u0007",
      "\ud800",
      "<b></b>",
      "\u0301",
      "“”",
    ]) {
      assert.deepEqual(reader.read(text).words, []);
    }
  });

  it("throws nothing but SottoError, stays in the vocabulary and gives ordered spans", () => {
    const interesting = fc.constantFrom(
      ..."0 1 9 . , : / - $ € % ' ’ ( ) [[ ]] < > & @ # a A the to in used read VI Dr. é ½ x × \n\n \u202e \u0301 \ud83d ﷽ ー C++ 's US$ am".split(
        " ",
      ),
    );
    const text = fc
      .array(fc.oneof(fc.string({ unit: "binary", maxLength: 8 }), interesting), { maxLength: 40 })
      .map((parts) => parts.join("").slice(0, 600));
    fc.assert(
      fc.property(text, (t) => {
        if (reasonOf(t) !== "none") return;
        const { symbols: all, words } = reader.read(t);
        assert.equal(unknownSymbolAt(all), -1, all);
        let textEnd = 0;
        let symbolEnd = 0;
        for (const word of words) {
          assert.ok(word.textStart >= textEnd && word.textEnd > word.textStart, t);
          assert.ok(word.symbolStart >= symbolEnd && word.symbolEnd > word.symbolStart);
          textEnd = word.textEnd;
          symbolEnd = word.symbolEnd;
        }
        assert.ok(textEnd <= t.length && symbolEnd <= all.length);
      }),
      { numRuns: 150 },
    );
  });

  it("speaks every plain letter and digit", () => {
    const token = fc.oneof(
      fc.stringMatching(/^[a-zA-Z]{1,9}$/),
      fc.stringMatching(/^\d{1,6}$/),
      fc.stringMatching(/^[a-z]{1,4}['-][a-z]{1,4}$/),
    );
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 6 }), (tokens) => {
        const text = tokens.join(" ");
        const covered = new Set<number>();
        for (const { textStart, textEnd } of reader.read(text).words) {
          for (let at = textStart; at < textEnd; at++) covered.add(at);
        }
        for (const match of text.matchAll(/[a-zA-Z0-9]/g))
          assert.ok(covered.has(match.index), text);
      }),
      { numRuns: 60 },
    );
  });

  it("bounds its output for the worst of texts", () => {
    const worst = [
      "1/",
      "9",
      "q",
      "a.",
      "1-",
      "a@",
      "$1 ",
      "½",
      "%a",
      "e\u0301",
      "http://a/",
      "x-",
    ];
    for (const unit of worst) {
      const { symbols: all } = reader.read(unit.repeat(600 / unit.length).slice(0, 600));
      assert.ok(all.length < 12_000, `${unit}: ${all.length}`);
    }
  });
});
