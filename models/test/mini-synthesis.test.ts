import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import type { Engine } from "../src/engine.js";
import { loadEngine } from "../src/index.js";
import { greatestDifference, plainSegment, sottoErrorOf, speak } from "./support/speak.js";

describe("MiniEngine", () => {
  let engine: Engine;
  before(async () => {
    engine = await loadEngine({ family: "mini" });
  });
  after(() => engine.close());

  it("streams the same samples and marks as offline, for any chunk plan", async () => {
    // Two pieces, so that the seam between them is crossed, too.
    const spec = plainSegment("We walked home in the rain, slowly. It is ten past two?");
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
    const { firstStepFramesMin } = engine.describe();
    assert.equal((await stepper.step(firstStepFramesMin - 1)).samples.length, 0);
    assert.equal((await stepper.step(1)).samples.length, 120);
    stepper.close();
    const spec = plainSegment("Hello there, how are you today?", { style: "much louder" });
    const { samples } = await speak(engine, spec, [25]);
    assert.ok(samples.every((s) => Math.abs(s) <= 1));
    assert.ok(Math.abs(samples.reduce((a, b) => a + b, 0) / samples.length) < 0.01);
    assert.ok(samples.some((s) => Math.abs(s) > 0.05));
  });

  it("marks every word once and its phonemes within it, in the order of time", async () => {
    const text = "On 3 May, Zoë's café opens; come (please)! 🎉 Bye.";
    const { marks, samples } = await speak(engine, plainSegment(text), [30]);
    const words = marks.filter((mark) => mark.kind === "word");
    assert.deepEqual(
      words.map((mark) => mark.value),
      ["On", "3 May", "Zoë's", "café", "opens", "come", "please", "Bye"],
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
    assert.ok(marks.some((mark) => mark.kind === "phoneme" && mark.value === "EY1"));
  });

  it("obeys speed and style in length and level", async () => {
    const text = "The train leaves at noon.";
    const plain = (await speak(engine, plainSegment(text), [50])).samples;
    const fast = (await speak(engine, plainSegment(text, { speed: 2 }), [50])).samples;
    const slow = (await speak(engine, plainSegment(text, { style: "slower" }), [50])).samples;
    const soft = (await speak(engine, plainSegment(text, { style: "softer" }), [50])).samples;
    assert.ok(Math.abs(fast.length / plain.length - 0.5) < 0.1);
    assert.ok(Math.abs(slow.length / plain.length - 1.25) < 0.1);
    assert.ok(Math.abs(soft[20_000]! - plain[20_000]! * 10 ** (-5 / 20)) < 1e-6);
  });

  it("speaks the longest segment in bounded pieces, and one long word, and extremes of speed", async () => {
    const texts = ["word ".repeat(120), "bcd".repeat(200), "bla".repeat(200), "7".repeat(600)];
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
    assert.match(error.message, /Cyrillic.*en-US/);
    assert.ok(!error.message.includes("мир"));
    const reasons = [];
    for (const change of [
      { text: "x".repeat(601) },
      { style: "like a cowboy" },
      { speed: 2.5 },
      { voice: { kind: "builtIn", name: "nobody" } as const },
      { voice: { kind: "profile", profile: new Uint8Array(20) } as const },
    ]) {
      reasons.push((await sottoErrorOf(engine.open(plainSegment("Hi.", change)))).reason);
    }
    assert.deepEqual(reasons, [
      "INVALID_FIELD",
      "UNSUPPORTED_STYLE",
      "INVALID_FIELD",
      "VOICE_NOT_FOUND",
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
