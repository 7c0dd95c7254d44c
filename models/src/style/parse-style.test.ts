import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import fc from "fast-check";
import { parseStyle, STYLE_CHARS_MAX } from "./parse-style.js";
import { ALL_STYLE_WORDS, NEUTRAL_STYLE, STYLE_WORDS } from "./style-controls.js";

const parse = (text: string) => parseStyle(text, STYLE_WORDS);

function reasonOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof SottoError);
    return error.reason;
  }
  return "none";
}

describe("parseStyle", () => {
  it("changes nothing for the empty style", () => {
    assert.deepEqual(parse("  "), NEUTRAL_STYLE);
  });

  it("understands each of its words in the right direction", () => {
    assert.ok(parse("slower").speedFactor < 1);
    assert.ok(parse("speak faster, please").speedFactor > 1);
    assert.ok(parse("higher").pitchSemitones > 0);
    assert.ok(parse("in a lower voice").pitchSemitones < 0);
    assert.ok(parse("livelier").rangeFactor > 1);
    assert.ok(parse("calmer").rangeFactor < 1);
    assert.ok(parse("louder").gainDb > 0);
    assert.ok(parse("softly").gainDb < 0);
  });

  it("grades by intensifiers, before the word in English and after it in Chinese", () => {
    const [slight, plain, strong] = [parse("a bit slower"), parse("slower"), parse("much slower")];
    assert.ok(strong.speedFactor < plain.speedFactor && plain.speedFactor < slight.speedFactor);
    assert.deepEqual(parse("慢一点"), slight);
    assert.deepEqual(parse("请说慢"), plain);
    assert.deepEqual(parse("非常慢"), strong);
    assert.deepEqual(parse("a little more slowly"), slight);
    assert.deepEqual(parse("slower by a lot"), strong);
  });

  it("reads Chinese as it is said", () => {
    const same: [string, string][] = [
      ["用更慢、更低沉的声音说", "slower and deeper"],
      ["请稍微慢一点", "a bit slower"],
      ["说得非常快", "very fast"],
      ["声音大一点，语调更活泼一些", "a bit louder, a bit livelier"],
      ["小声点", "a bit softer"],
      ["低声说", "softly"],
      ["压低声音", "softly"],
      ["请用低沉的嗓音慢慢地读", "deep, slow"],
      ["语速降低", "slower"],
      ["提高音量", "louder"],
      ["音调高一点，音量低很多", "a bit higher, much softer"],
      ["别太快", "a bit slower"],
      ["不要那么大声", "a bit softer"],
      ["特别平静", "very calm"],
      ["慢得多", "much slower"],
    ];
    for (const [chinese, english] of same) {
      assert.deepEqual(parse(chinese), parse(english), chinese);
    }
  });

  it("tells the volume's highs and lows from the pitch's", () => {
    const same: [string, string][] = [
      ["lower volume and higher pitch", "softer, higher"],
      ["raise the volume a bit", "a bit louder"],
      ["increase the speaking rate", "faster"],
      ["slow down a lot", "much slower"],
      ["turn the volume down", "softer"],
      ["a high-pitched voice", "higher"],
      ["less lively", "a bit calmer"],
      ["not too fast", "a bit slower"],
      ["at a much lower pace", "much slower"],
    ];
    for (const [said, plain] of same) assert.deepEqual(parse(said), parse(plain), said);
  });

  it("whispers where the voice can, at any pace and level but at no pitch", () => {
    const can = (text: string) => parseStyle(text, ALL_STYLE_WORDS);
    for (const text of ["whisper", "in a whisper", "悄悄地说", "用耳语"]) {
      assert.deepEqual(can(text), { ...NEUTRAL_STYLE, whisper: true }, text);
      assert.equal(
        reasonOf(() => parse(text)),
        "UNSUPPORTED_STYLE",
      );
    }
    assert.ok(can("a slow whisper").speedFactor < 1);
    for (const text of ["a deep whisper", "less whispering"]) {
      assert.equal(
        reasonOf(() => can(text)),
        "UNSUPPORTED_STYLE",
        text,
      );
    }
  });

  it("lets a degree reach its own clause only", () => {
    const controls = parse("a bit lower and livelier");
    assert.equal(controls.pitchSemitones, parse("a bit lower").pitchSemitones);
    assert.equal(controls.rangeFactor, parse("livelier").rangeFactor);
  });

  it("refuses what it doesn't know, listing what there is and not quoting the text", () => {
    const refused: [string, RegExp][] = [
      ["用四川话说", /方言.*更慢、更快.*slower, faster/],
      ["用东北腔", /方言/],
      ["悄悄地说", /耳语/],
      ["开心一点", /情绪.*更慢/],
      ["像机器人一样", /模仿/],
      ["用金属的声音", /做不到.*更慢/],
      ["slower, with a Scottish accent", /accents or dialects/],
      ["whisper", /can't whisper/],
      ["sadly", /emotions/],
      ["like a pirate", /imitate/],
      ["not slower", /can't do this style/],
      ["<b>slower</b>", /can't do this style/],
      ["please", /can't do this style/],
      ["increase", /can't do this style/],
      ["less", /can't do this style/],
      ["2", /can't do this style/],
    ];
    for (const [text, what] of refused) {
      assert.throws(
        () => parse(text),
        (error: unknown) => {
          assert.ok(error instanceof SottoError);
          assert.equal(error.reason, "UNSUPPORTED_STYLE");
          assert.match(error.message, what);
          assert.match(error.message, /slower, faster, higher, lower, livelier, calmer/);
          assert.ok(!error.message.includes("pirate") && !error.message.includes("四川"));
          return true;
        },
        text,
      );
    }
  });

  it("refuses a word that this voice doesn't have", () => {
    assert.equal(
      reasonOf(() => parseStyle("higher", ["slower", "faster"])),
      "UNSUPPORTED_STYLE",
    );
    assert.equal(
      reasonOf(() => parseStyle("slower", [])),
      "UNSUPPORTED_STYLE",
    );
  });

  it("refuses a text beyond the limit as an invalid field", () => {
    assert.equal(
      reasonOf(() => parse("slow ".repeat(STYLE_CHARS_MAX))),
      "INVALID_FIELD",
    );
  });

  it("throws nothing but SottoError and stays within bounds for any text", () => {
    const words = fc.constantFrom(
      ...STYLE_WORDS,
      "much",
      "a bit",
      ",",
      "慢",
      "高",
      "点",
      "和",
      "volume",
      "less",
      "别太",
    );
    const anything = fc.string({ unit: "binary", maxLength: 60 });
    const text = fc.array(fc.oneof(words, anything), { maxLength: 12 }).map((a) => a.join(" "));
    fc.assert(
      fc.property(text, (t) => {
        if (reasonOf(() => parse(t)) !== "none") return;
        const { speedFactor, pitchSemitones, rangeFactor, gainDb } = parse(t);
        assert.ok(speedFactor >= 0.5 && speedFactor <= 2);
        assert.ok(Math.abs(pitchSemitones) <= 6 && gainDb >= -20 && gainDb <= 6);
        assert.ok(rangeFactor >= 0.3 && rangeFactor <= 1.7);
      }),
    );
  });
});
