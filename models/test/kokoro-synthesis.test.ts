import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import type { Engine } from "../src/engine.js";
import { loadTiny, tinySegment } from "./support/kokoro-tiny.js";
import { greatestDifference, sottoErrorOf, speak } from "./support/speak.js";

/** Two pieces: a sentence each. */
const TEXT = "ðə kˈɪʧən lˈIt wʌz stˈɪl. ʃi kˈAm hˈOm fɹʌm ðə stˈAʃən.";

describe("KokoroEngine", () => {
  let engine: Engine;
  before(async () => {
    engine = await loadTiny();
  });
  after(() => engine.close());

  it("streams the same samples and marks as offline, for any chunk plan", async () => {
    const offline = await speak(engine, tinySegment(TEXT), [100_000]);
    const plans = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const streamed = await speak(engine, tinySegment(TEXT), plan);
        assert.ok(greatestDifference(streamed.samples, offline.samples) < 1e-5);
        assert.deepEqual(streamed.marks, offline.marks);
      }),
      { numRuns: 6, examples: [[[1]], [[16, 6]]] },
    );
  });

  it("speaks in every voice and between them, each in its own way", async () => {
    const spoken = async (name: string): Promise<Float32Array> => {
      const voice = { kind: "builtIn", name } as const;
      return (await speak(engine, tinySegment("ðə stˈAʃən.", { voice }), [20])).samples;
    };
    const [ann, bob, both] = [
      await spoken("ann"),
      await spoken("bob"),
      await spoken("ann:0.5+bob:0.5"),
    ];
    for (const [a, b] of [
      [ann, bob],
      [ann, both],
      [bob, both],
    ] as const) {
      assert.ok(greatestDifference(a, b) > 1e-3);
    }
    assert.deepEqual(await spoken("ann:1+bob:0.000000001"), await spoken("ann:1+bob:0.000000001"));
    assert.ok(greatestDifference(await spoken("ann:1+bob:0.000000001"), ann) < 1e-4);
  });

  it("speaks alone as among others", async () => {
    const spec = tinySegment(TEXT);
    const alone = await speak(engine, spec, [10]);
    const together = await Promise.all(
      [spec, tinySegment("lˈIt."), spec].map((s) => speak(engine, s, [7, 12])),
    );
    for (const i of [0, 2]) {
      assert.ok(greatestDifference(together[i]!.samples, alone.samples) < 1e-5);
    }
  });

  it("marks words and sounds by the durations that the encoder gave", async () => {
    const { marks, samples } = await speak(engine, tinySegment("kˈAm hˈOm."), [20]);
    // Four units of 600 samples for each symbol, pads included.
    assert.equal(samples.length, 600 * 4 * 12);
    const summary = marks.map((m) => [m.kind, m.value, m.sampleStart / 2400, m.sampleEnd / 2400]);
    assert.deepEqual(summary, [
      ["word", "kˈAm", 1, 5],
      ["phoneme", "k", 1, 2],
      ["phoneme", "A", 3, 4],
      ["phoneme", "m", 4, 5],
      ["word", "hˈOm", 6, 10],
      ["phoneme", "h", 6, 7],
      ["phoneme", "O", 8, 9],
      ["phoneme", "m", 9, 10],
    ]);
  });

  it("takes speed into the encoder, pitch and level behind it", async () => {
    const text = "kˈAm hˈOm.";
    const plain = await speak(engine, tinySegment(text), [20]);
    const slow = await speak(engine, tinySegment(text, { speed: 0.5 }), [20]);
    // Of the pad before the first symbol, now 200 ms, 125 are spoken.
    assert.equal(slow.samples.length, 2 * plain.samples.length - 75 * 24);
    const soft = await speak(engine, tinySegment(text, { style: "softer" }), [20]);
    const ratio = soft.samples[5000]! / plain.samples[5000]!;
    assert.ok(ratio > 0 && ratio < 1);
    const high = await speak(engine, tinySegment(text, { style: "much higher" }), [20]);
    assert.equal(high.samples.length, plain.samples.length);
    assert.ok(greatestDifference(high.samples, plain.samples) > 1e-2);
  });

  it("gives sound in the first step of the fewest frames that it tells of, and none before", async () => {
    const { firstStepFramesMin } = engine.describe();
    const stepper = await engine.open(tinySegment(TEXT));
    assert.ok((await stepper.step(firstStepFramesMin)).samples.length > 0);
    stepper.close();
    await assert.rejects(stepper.step(1), /closed/);
  });

  it("refuses what it can't do, naming the field", async () => {
    const of = async (change: Parameters<typeof tinySegment>[1]): Promise<string> => {
      const error = await sottoErrorOf(engine.open(tinySegment(TEXT, change)));
      return `${error.reason} ${error.details.field}`;
    };
    const builtIn = (name: string) => ({ voice: { kind: "builtIn", name } as const });
    assert.equal(await of(builtIn("nobody")), "VOICE_NOT_FOUND config.voice");
    assert.equal(await of(builtIn("ann:1+nobody:1")), "VOICE_NOT_FOUND config.voice");
    assert.equal(await of({ style: "like a pirate" }), "UNSUPPORTED_STYLE config.style");
    assert.equal(await of({ speed: 9 }), "INVALID_FIELD config.speed");
    const profile = { kind: "profile", profile: new Uint8Array(4) } as const;
    assert.equal(await of({ voice: profile }), "UNSUPPORTED_FEATURE config.voice");
    assert.throws(() => engine.openPrompt(), /voice of a prompt/);
  });
});
