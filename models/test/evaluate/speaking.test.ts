import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { languageOf, parseSentences, readSentences } from "../../evaluate/sentences.js";
import { firstStepFrames, framesOf, speak } from "../../evaluate/speak.js";
import { greatestDifference, measureStreaming } from "../../evaluate/streaming.js";
import { wavFile } from "../../evaluate/wav.js";
import { TestEngine } from "../../src/test-engine/engine.js";

const ENGINE = new TestEngine({ firstStepFramesMin: 4 });
const [VOICE = ""] = ENGINE.describe().voices;

describe("sentences", () => {
  it("are twenty in English and at least eight in Mandarin, each with an id of its own", () => {
    const sentences = readSentences();
    const count = (language: string): number =>
      sentences.filter((sentence) => sentence.language === language).length;
    assert.equal(count("en"), 20);
    assert.ok(count("zh") >= 8);
    assert.equal(new Set(sentences.map(({ id }) => id)).size, sentences.length);
  });

  it("must name a language that there is", () => {
    assert.throws(() => parseSentences("a\ten\tOne.\nb\tfr\tDeux.\n"), /Line 2/);
    assert.throws(() => parseSentences("a\ten\n"), /Line 1/);
  });

  it("fall to voices by the first letter of their names", () => {
    assert.equal(languageOf("af_heart"), "en");
    assert.equal(languageOf("zm_yunxi"), "zh");
    assert.equal(languageOf("jf_alpha"), undefined);
    assert.equal(languageOf("kathleen"), "en");
  });
});

describe("speak", () => {
  it("gives the same samples whatever the plan, and counts the first sound", async () => {
    const whole = await speak(ENGINE, "Some words.", VOICE, [1_000_000]);
    const parts = await speak(ENGINE, "Some words.", VOICE, [
      firstStepFrames(ENGINE.describe()),
      3,
    ]);
    assert.ok(whole.samples.length > 2400);
    assert.equal(greatestDifference(whole.samples, parts.samples), 0);
    assert.ok(parts.firstSoundMs > 0 && parts.firstSoundMs <= parts.totalMs);
    assert.ok(parts.firstSoundCpuMs <= parts.totalCpuMs);
  });

  it("counts frames by the model's hop", () => {
    assert.equal(framesOf(ENGINE.describe(), 250), 25);
    assert.equal(firstStepFrames(ENGINE.describe()), 14);
  });
});

describe("measureStreaming", () => {
  it("finds no difference in an engine that has none", async () => {
    const sentence = { id: "a", language: "en", text: "Some words." } as const;
    const report = await measureStreaming(ENGINE, [{ sentence, voice: VOICE }]);
    assert.equal(report.sentences, 1);
    assert.ok(report.plans.length > 2);
    assert.ok(report.plans.every(({ greatestDifference: most }) => most === 0));
  });

  it("sees one sample that differs, and a length that does", () => {
    const sound = Float32Array.from([0, 0.5, -0.5]);
    assert.equal(greatestDifference(sound, Float32Array.from([0, 0.25, -0.5])), 0.25);
    assert.equal(greatestDifference(sound, sound.subarray(1)), Number.POSITIVE_INFINITY);
  });
});

describe("wavFile", () => {
  it("is mono at 16 bits, clipped", () => {
    const file = wavFile(Float32Array.from([0, 1, -2, 0.5]), 24_000);
    assert.equal(file.length, 52);
    assert.equal(file.readUInt32LE(4), 44);
    assert.equal(file.readUInt32LE(24), 24_000);
    assert.equal(file.readUInt32LE(40), 8);
    const values = [0, 1, 2, 3].map((i) => file.readInt16LE(44 + 2 * i));
    assert.deepEqual(values, [0, 32_767, -32_767, 16_384]);
  });
});
