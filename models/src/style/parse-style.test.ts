import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import fc from "fast-check";
import { parseStyle, STYLE_CHARS_MAX } from "./parse-style.js";
import { NEUTRAL_STYLE, STYLE_WORDS } from "./style-controls.js";

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

  it("lets a degree reach its own clause only", () => {
    const controls = parse("a bit lower and livelier");
    assert.equal(controls.pitchSemitones, parse("a bit lower").pitchSemitones);
    assert.equal(controls.rangeFactor, parse("livelier").rangeFactor);
  });

  it("refuses what it doesn't know, listing what there is and not quoting the text", () => {
    for (const text of [
      "用四川话说",
      "like a pirate",
      "not slower",
      "<b>slower</b>",
      "please",
      "2",
    ]) {
      assert.throws(
        () => parse(text),
        (error: unknown) => {
          assert.ok(error instanceof SottoError);
          assert.equal(error.reason, "UNSUPPORTED_STYLE");
          assert.match(error.message, /slower, faster, higher, lower, livelier, calmer/);
          assert.ok(!error.message.includes("pirate"));
          return true;
        },
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
    const words = fc.constantFrom(...STYLE_WORDS, "much", "a bit", ",", "慢", "高", "点", "和");
    const anything = fc.string({ unit: "binary", maxLength: 60 });
    const text = fc.array(fc.oneof(words, anything), { maxLength: 12 }).map((a) => a.join(" "));
    fc.assert(
      fc.property(text, (t) => {
        if (reasonOf(() => parse(t)) !== "none") return;
        const { speedFactor, pitchSemitones, rangeFactor, gainDb } = parse(t);
        assert.ok(speedFactor >= 0.5 && speedFactor <= 2);
        assert.ok(Math.abs(pitchSemitones) <= 6 && gainDb >= -20 && gainDb <= 6);
        assert.ok(rangeFactor >= 0.3 && rangeFactor <= 1.3);
      }),
    );
  });
});
