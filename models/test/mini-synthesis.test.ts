import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { PitchTracker } from "../src/dsp/pitch-tracker.js";
import type { Engine, SegmentSpec } from "../src/engine.js";
import { loadEngine } from "../src/index.js";
import { promptStatistics } from "../src/prompt/prompt-statistics.js";
import { toTrackerRate } from "./support/prompts.js";
import { greatestDifference, plainSegment, sottoErrorOf, speak } from "./support/speak.js";

describe("MiniEngine", () => {
  let engine: Engine;
  before(async () => {
    engine = await loadEngine({ family: "mini" });
  });
  after(() => engine.close());

  it("streams the same samples and marks as offline, for any chunk plan", async () => {
    // Two pieces, so that the seam between them is crossed, too.
    const spec = plainSegment("We walked home in the rain, slowly. 现在是两点十分吗？");
    const offline = await speak(engine, spec, [100_000]);
    const plans = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const streamed = await speak(engine, spec, plan);
        assert.ok(greatestDifference(streamed.samples, offline.samples) < 1e-4);
        assert.deepEqual(streamed.marks, offline.marks);
      }),
      { numRuns: 6, examples: [[[1]], [[20, 25, 50]]] },
    );
  });

  it("gives the same samples for the same seed alone and beside others, other noise for another", async () => {
    const spec = plainSegment("Nine birds.");
    const alone = await speak(engine, spec, [25]);
    const together = await Promise.all(
      [spec, plainSegment("Ten cats."), spec].map((s) => speak(engine, s, [10, 25])),
    );
    for (const i of [0, 2]) {
      assert.ok(greatestDifference(together[i]!.samples, alone.samples) < 1e-4);
    }
    assert.deepEqual((await speak(engine, spec, [25])).samples, alone.samples);
    for (const change of [{ seed: 2 }, { segmentIndex: 1 }]) {
      const other = await speak(engine, { ...spec, ...change }, [25]);
      assert.ok(greatestDifference(other.samples, alone.samples) > 1e-3);
    }
  });

  it("sounds with its first step of the fewest frames, and gives bounded samples without offset", async () => {
    const stepper = await engine.open(plainSegment("Hello there."));
    const { firstStepFramesMin, hopSamples } = engine.describe();
    assert.equal((await stepper.step(firstStepFramesMin - 1)).samples.length, 0);
    const { length } = (await stepper.step(1)).samples;
    assert.ok(length > 0 && length <= hopSamples);
    stepper.close();
    const spec = plainSegment("Hello there, how are you today?", { style: "much louder" });
    const { samples } = await speak(engine, spec, [25]);
    assert.ok(samples.every((s) => Math.abs(s) <= 1));
    assert.ok(Math.abs(samples.reduce((a, b) => a + b, 0) / samples.length) < 0.01);
    assert.ok(samples.some((s) => Math.abs(s) > 0.05));
  });

  it("marks every word once and its phonemes within it, in the order of time", async () => {
    const text = "On 3 May, Zoë's café opens; come (please)! 🎉 再见.";
    const { marks, samples } = await speak(engine, plainSegment(text), [30]);
    const words = marks.filter((mark) => mark.kind === "word");
    assert.deepEqual(
      words.map((mark) => mark.value),
      ["On", "3 May", "Zoë's", "café", "opens", "come", "please", "再见"],
    );
    let [last, lastWordEnd] = [0, 0];
    for (const mark of marks) {
      assert.ok(mark.sampleStart >= last && mark.sampleEnd <= samples.length);
      assert.ok(mark.sampleEnd > mark.sampleStart);
      last = mark.sampleStart;
      if (mark.kind === "word") {
        assert.equal(text.slice(mark.textStart, mark.textEnd), mark.value);
        assert.ok(mark.sampleStart >= lastWordEnd);
        lastWordEnd = mark.sampleEnd;
      } else assert.ok(mark.sampleEnd <= lastWordEnd);
    }
    assert.ok(marks.some((mark) => mark.kind === "phoneme" && mark.value === "ˈA"));
  });

  it("ends a step in peace when it is closed in the middle of it", async () => {
    // Several pieces, of which the step would begin all.
    const text = "We walked home in the rain, and slowly so, until we saw the house. ".repeat(6);
    const stepper = await engine.open(plainSegment(text));
    await stepper.step(16);
    const step = stepper.step(100_000);
    stepper.close();
    assert.equal((await step).done, false);
    await assert.rejects(stepper.step(1), /closed/);
  });

  it("obeys speed in length", async () => {
    const text = "The train leaves at noon.";
    const seconds = async (change: Partial<SegmentSpec>): Promise<number> =>
      (await speak(engine, plainSegment(text, change), [50])).samples.length / 24_000;
    const plain = await seconds({});
    for (const [change, scale] of [
      [{ speed: 2 }, 1 / 2],
      [{ speed: 0.5 }, 2],
      [{ style: "slower" }, 1 / 0.8],
      [{ style: "much faster", speed: 1.25 }, 1 / 1.75],
    ] as const) {
      assert.ok(Math.abs((await seconds(change)) / plain / scale - 1) < 0.12);
    }
  });

  it("obeys style in level, pitch and its movement, in English and Chinese", async () => {
    const text = "The old river carried small boats down to the sea.";
    const voiceOf = async (style: string): Promise<{ hz: number; range: number; peak: number }> => {
      const { samples } = await speak(engine, plainSegment(text, { style }), [50]);
      const frames = new PitchTracker().push(toTrackerRate(samples));
      const { medianLogF0 = Number.NaN, logF0Range } = promptStatistics(frames, 0);
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      return { hz: Math.exp(medianLogF0), range: logF0Range, peak };
    };
    const plain = await voiceOf("");
    const low = await voiceOf("用更慢、更低沉的声音说");
    assert.ok(Math.abs(Math.log2(plain.hz / low.hz) * 12 - 2) < 1.2, `${low.hz} of ${plain.hz} Hz`);
    const high = await voiceOf("much higher");
    assert.ok(
      Math.abs(Math.log2(high.hz / plain.hz) * 12 - 4) < 1.2,
      `${high.hz} of ${plain.hz} Hz`,
    );
    assert.ok((await voiceOf("非常平静")).range < 0.7 * plain.range);
    assert.ok((await voiceOf("much livelier")).range > 1.2 * plain.range);
    const soft = await voiceOf("softer");
    assert.ok(Math.abs(soft.peak / plain.peak - 10 ** (-5 / 20)) < 1e-3);
  });

  it("whispers without a voice", async () => {
    const text = "The old river carried small boats down to the sea.";
    const voicedShare = async (style: string): Promise<number> => {
      const { samples } = await speak(engine, plainSegment(text, { style }), [50]);
      assert.ok(samples.some((sample) => Math.abs(sample) > 0.05));
      const frames = new PitchTracker().push(toTrackerRate(samples));
      return frames.filter(({ logF0 }) => logF0 !== undefined).length / frames.length;
    };
    assert.ok((await voicedShare("")) > 0.35);
    assert.ok((await voicedShare("whisper")) < 0.1);
  });

  it("speaks with every voice and with mixtures, each in both languages", async () => {
    const { voices, defaultVoice } = engine.describe();
    assert.ok(voices.length >= 4);
    const heard = new Map<string, Float32Array>();
    const mixed = [`${voices[0]}:0.5+${voices[1]}:0.5`, `${voices[0]}:0.9+${voices[1]}:0.1`];
    for (const name of [...voices, ...mixed]) {
      const spec = plainSegment("Yes, 好的。", { voice: { kind: "builtIn", name } });
      heard.set(name, (await speak(engine, spec, [100])).samples);
    }
    for (const [name, samples] of heard) {
      assert.ok(
        samples.some((sample) => Math.abs(sample) > 0.03),
        name,
      );
      const same = [...heard.values()].filter((other) => isEqual(other, samples));
      assert.equal(same.length, 1, name);
    }
    const alone = { kind: "builtIn", name: `${defaultVoice}:2` } as const;
    const spec = plainSegment("Yes, 好的。", { voice: alone });
    assert.ok(isEqual((await speak(engine, spec, [100])).samples, heard.get(defaultVoice)!));
  });

  it("begins soon, ends in silence, and pauses between sentences", async () => {
    const text = "The train leaves at half past nine. 今天天气很好。";
    const { samples } = await speak(engine, plainSegment(text), [20]);
    const level = (from: number, to: number): number =>
      Math.max(...samples.subarray(from, to).map(Math.abs));
    assert.ok(samples.findIndex((sample) => Math.abs(sample) > 0.02) < 0.25 * 24_000);
    assert.ok(level(samples.length - 240, samples.length) < 1e-3);
    assert.ok(Math.abs(samples[0]!) < 1e-3);
    const pauses = quietStretches(samples).filter((length) => length > 0.25 * 24_000);
    // One between the sentences and one at the end.
    assert.equal(pauses.length, 2);
    assert.ok(pauses.every((length) => length < 0.9 * 24_000));
  });

  it("speaks the longest segment in bounded pieces, and one long word, and extremes of speed", async () => {
    const texts = ["word ".repeat(120), "bcd".repeat(200), "很".repeat(600), "7".repeat(600)];
    for (const text of texts) {
      const { samples } = await speak(engine, plainSegment(text, { speed: 2 }), [400]);
      assert.ok(samples.length > 24_000);
    }
    const slowest = plainSegment("Slow.", { speed: 0.5, style: "much slower" });
    assert.ok((await speak(engine, slowest, [100])).samples.every(Number.isFinite));
  });

  it("refuses what it can't speak, with the field and without quoting", async () => {
    const error = await sottoErrorOf(engine.open(plainSegment("Hello, мир!")));
    assert.equal(error.reason, "UNSPEAKABLE_TEXT");
    assert.equal(error.details.field, "text");
    assert.match(error.message, /English/);
    assert.ok(!error.message.includes("мир"));
    const reasons = [];
    for (const change of [
      { text: "x".repeat(601) },
      { style: "like a cowboy" },
      { speed: 2.5 },
      { voice: { kind: "builtIn", name: "nobody" } as const },
      { voice: { kind: "builtIn", name: "af_heart:0.5+nobody:0.5" } as const },
      { voice: { kind: "builtIn", name: "af_heart:-1" } as const },
      { voice: { kind: "profile", profile: new Uint8Array(20) } as const },
    ]) {
      reasons.push((await sottoErrorOf(engine.open(plainSegment("Hi.", change)))).reason);
    }
    assert.deepEqual(reasons, [
      "INVALID_FIELD",
      "UNSUPPORTED_STYLE",
      "INVALID_FIELD",
      "VOICE_NOT_FOUND",
      "VOICE_NOT_FOUND",
      "INVALID_FIELD",
      "INVALID_FIELD",
    ]);
  });

  it("does one step at a time, and none when closed", async () => {
    const stepper = await engine.open(plainSegment("Hello."));
    const first = stepper.step(10);
    await assert.rejects(stepper.step(10), /another step is running/);
    await first;
    await assert.rejects(stepper.step(0), RangeError);
    stepper.close();
    stepper.close();
    await assert.rejects(stepper.step(10), /closed/);
  });
});

function isEqual(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((sample, i) => sample === b[i]);
}

/** Lengths of the stretches in which nothing is heard, in samples. */
function quietStretches(samples: Float32Array): number[] {
  const lengths = [0];
  for (const sample of samples) {
    if (Math.abs(sample) > 0.01) lengths.push(0);
    else lengths[lengths.length - 1]! += 1;
  }
  return lengths;
}
