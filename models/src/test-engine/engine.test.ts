import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { SottoError } from "@sotto/proto/error";
import fc from "fast-check";
import type { Engine, EngineMark, SegmentSpec } from "../engine.js";
import { describeModel, loadEngine } from "../engine-loader.js";
import type { TestEngineOptions } from "./options.js";
import { testSampleCount, testWaveform } from "./waveform.js";

const spec: SegmentSpec = {
  text: "One, two  three.",
  voice: { kind: "builtIn", name: "tone" },
  style: "",
  speed: 1,
  seed: 7,
  segmentIndex: 0,
};

function engineOf(options: TestEngineOptions = {}): Promise<Engine> {
  return loadEngine({ family: "test", options });
}

async function speak(engine: Engine, what: SegmentSpec, plan: readonly number[]) {
  const stepper = await engine.open(what);
  const samples: number[] = [];
  const marks: EngineMark[] = [];
  for (let i = 0; ; i++) {
    const from = samples.length;
    const result = await stepper.step(plan[i % plan.length] ?? 1);
    samples.push(...result.samples);
    for (const mark of result.marks) {
      assert.ok(mark.sampleStart >= from && mark.sampleStart < samples.length);
    }
    marks.push(...result.marks);
    if (result.done) break;
  }
  stepper.close();
  return { samples: Float32Array.from(samples), marks };
}

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  return error instanceof SottoError ? error.reason : String(error);
}

describe("TestEngine", () => {
  it("gives the known waveform bit by bit for any chunk plan", async () => {
    const engine = await engineOf({ samplesPerChar: 500, firstStepFramesMin: 3 });
    const whole = testWaveform(spec, 0, testSampleCount(spec, { samplesPerChar: 500 }));
    const plans = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        assert.deepEqual((await speak(engine, spec, plan)).samples, whole);
      }),
      { numRuns: 30 },
    );
  });

  it("gives samples that 16 bits hold exactly, and another wave for another seed, segment or text", async () => {
    const engine = await engineOf();
    const { samples } = await speak(engine, spec, [50]);
    assert.ok(samples.every((s) => Number.isInteger(s * 32768) && Math.abs(s) <= 0.5));
    for (const change of [{ seed: 8 }, { segmentIndex: 1 }, { text: "One, two  thred." }]) {
      const other = await speak(engine, { ...spec, ...change }, [50]);
      assert.notDeepEqual(other.samples, samples);
    }
  });

  it("marks each word once, in order", async () => {
    const { marks, samples } = await speak(await engineOf(), spec, [7, 1]);
    assert.deepEqual(
      marks.map((m) => [m.value, m.textStart, m.textEnd]),
      [
        ["One,", 0, 4],
        ["two", 5, 8],
        ["three.", 10, 16],
      ],
    );
    assert.equal(marks.at(-1)?.sampleEnd, samples.length);
  });

  it("obeys speed and style", () => {
    assert.equal(testSampleCount({ ...spec, speed: 2 }) * 2, testSampleCount(spec));
    assert.ok(testSampleCount({ ...spec, style: "slower" }) > testSampleCount(spec));
  });

  it("gives equal profiles for equal prompts, however cut, and another tone for them", async () => {
    const engine = await engineOf();
    const prompt = Float32Array.from({ length: 32000 }, (_, i) => Math.sin(i / 9) / 2 + 1e-3);
    const profiles = [];
    for (const size of [160, 32000]) {
      const encoder = engine.openPrompt();
      for (let at = 0; at < prompt.length; at += size) {
        await encoder.push(prompt.slice(at, at + size));
      }
      const { profile, verdict } = await encoder.finish();
      assert.equal(verdict, "short");
      profiles.push(profile);
      encoder.close();
    }
    const [profile, again] = profiles;
    assert.deepEqual(profile, again);
    assert.ok(profile);
    const cloned = await speak(engine, { ...spec, voice: { kind: "profile", profile } }, [50]);
    assert.notDeepEqual(cloned.samples, (await speak(engine, spec, [50])).samples);
  });

  it("refuses what every engine refuses", async () => {
    const engine = await engineOf();
    const open = (change: Partial<SegmentSpec>) => reasonOf(engine.open({ ...spec, ...change }));
    assert.equal(await open({ text: "x".repeat(601) }), "INVALID_FIELD");
    assert.equal(await open({ speed: Number.NaN }), "INVALID_FIELD");
    assert.equal(await open({ seed: -1 }), "INVALID_FIELD");
    assert.equal(await open({ style: "like a robot" }), "UNSUPPORTED_STYLE");
    assert.equal(await open({ text: " … " }), "UNSPEAKABLE_TEXT");
    assert.equal(await open({ voice: { kind: "builtIn", name: "x" } }), "VOICE_NOT_FOUND");
    const profile = new Uint8Array([1, 2, 3]);
    assert.equal(await open({ voice: { kind: "profile", profile } }), "INVALID_FIELD");
  });

  it("refuses prompts without speech, too long, or not finite", async () => {
    const engine = await engineOf();
    const encoder = engine.openPrompt();
    await encoder.push(new Float32Array(40000));
    assert.equal(await reasonOf(encoder.finish()), "UNUSABLE_PROMPT");
    assert.equal(await reasonOf(encoder.push(new Float32Array(16000 * 60))), "UNUSABLE_PROMPT");
    assert.equal(await reasonOf(encoder.push(Float32Array.of(Number.NaN))), "UNUSABLE_PROMPT");
  });

  it("takes the time it was told to", async () => {
    const engine = await engineOf({ stepCostMs: 3, frameCostMs: 1 });
    const stepper = await engine.open(spec);
    const { stages } = await stepper.step(4);
    assert.ok(stages.vocoderMs >= 7);
  });

  it("throws at the step it was told to, only where the text matches", async () => {
    const faults = [{ kind: "throw", atStep: 1, textIncludes: "two" }] as const;
    const engine = await engineOf({ faults });
    const hit = await engine.open(spec);
    await hit.step(1);
    await assert.rejects(hit.step(1), /as it was told/);
    const spared = await engine.open({ ...spec, text: "Three four." });
    await spared.step(1);
    assert.equal((await spared.step(1)).samples.length, 240);
  });

  it("ends its worker thread when told to crash", async () => {
    const module = new URL("./engine.js", import.meta.url).href;
    const script = `import(${JSON.stringify(module)}).then(async ({ TestEngine }) => {
      const engine = new TestEngine({ faults: [{ kind: "crash", atStep: 0 }] });
      await (await engine.open(${JSON.stringify(spec)})).step(1);
    });`;
    const worker = new Worker(script, { eval: true });
    const code = await new Promise((resolve) => worker.once("exit", resolve));
    assert.equal(code, 70);
  });

  it("is described without being loaded", async () => {
    const model = await describeModel({ family: "test", options: { id: "tone-7" } });
    assert.equal(model.id, "tone-7");
  });
});
