import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { profileControls } from "../src/cloning/clone-controls.js";
import { CloningGraphs } from "../src/cloning/cloning-graphs.js";
import { syllablePeaksPerSecond } from "../src/cloning/prompt-pace.js";
import { unitMean } from "../src/cloning/speaker-agreement.js";
import { SpeechGate } from "../src/cloning/speech-gate.js";
import { SpeechWindows } from "../src/cloning/speech-windows.js";
import { PitchTracker } from "../src/dsp/pitch-tracker.js";
import type { Engine, PromptResult } from "../src/engine.js";
import { loadEngine } from "../src/index.js";
import { ModelFolder } from "../src/manifest/model-folder.js";
import { MINI_WEIGHTS_DIR } from "../src/mini/mini-description.js";
import { resolveOnnxOptions } from "../src/onnx/onnx-options.js";
import { loadOnnxRuntime } from "../src/onnx/onnx-runtime.js";
import { promptStatistics } from "../src/prompt/prompt-statistics.js";
import { toTrackerRate } from "./support/prompts.js";
import { promptReference, type Reader, recordedPrompt } from "./support/recorded-prompts.js";
import { plainSegment, sottoErrorOf, speak } from "./support/speak.js";

const TEXT = "My brother plays the piano, but he never practices enough on Sunday morning.";
const READERS = ["man", "woman"] as const;

describe("a prompt for MiniEngine", () => {
  let engine: Engine;
  const clones = new Map<Reader, PromptResult>();
  before(async () => {
    engine = await loadEngine({ family: "mini" });
    for (const reader of READERS) clones.set(reader, await encode(recordedPrompt(reader)));
  });
  after(() => engine.close());

  async function encode(prompt: Float32Array, piece = prompt.length): Promise<PromptResult> {
    const encoder = engine.openPrompt();
    try {
      for (let at = 0; at < prompt.length; at += piece) {
        await encoder.push(prompt.slice(at, at + piece));
      }
      return await encoder.finish();
    } finally {
      encoder.close();
    }
  }

  async function say(reader: Reader, style = "", chunks: readonly number[] = [50]) {
    const profile = clones.get(reader)?.profile ?? new Uint8Array(0);
    return speak(
      engine,
      plainSegment(TEXT, { voice: { kind: "profile", profile }, style }),
      chunks,
    );
  }

  async function medianHz(reader: Reader, style = ""): Promise<number> {
    const { samples } = await say(reader, style);
    return Math.exp(
      promptStatistics(new PitchTracker().push(toTrackerRate(samples)), 0).medianLogF0 ?? 0,
    );
  }

  it("gives a voice with the speaker's median pitch", async () => {
    for (const reader of READERS) {
      const { medianHz: meant } = promptReference(reader);
      const spoken = await medianHz(reader);
      assert.ok(Math.abs(spoken / meant - 1) < 0.06, `${spoken} Hz for ${meant}`);
    }
  });

  it("gives different voices to different speakers, within what the graphs have learnt", () => {
    const [man, woman] = READERS.map((reader) => {
      const result = clones.get(reader);
      assert.match(result?.summary ?? "", /median pitch \d+ Hz/);
      return profileControls(result?.profile ?? new Uint8Array(0));
    });
    const apart = man?.speaker.map((value, i) => Math.abs(value - (woman?.speaker[i] ?? 0)));
    assert.ok((apart?.reduce((sum, value) => sum + value, 0) ?? 0) > 20);
    for (const controls of [man, woman]) {
      assert.ok(controls?.speaker.every((value) => Math.abs(value) < 6));
      assert.ok(controls && controls.formantScale >= 0.88 && controls.formantScale <= 1.14);
      assert.ok(controls.lengthScale >= 0.85 && controls.lengthScale <= 1.18);
    }
  });

  it("gives the same profile in whatever pieces it comes", async () => {
    assert.deepEqual(await encode(recordedPrompt("man"), 1733), clones.get("man"));
  });

  it("speaks the same in whatever steps, with marks inside the sound", async () => {
    const whole = await say("woman", "", [10_000]);
    const steps = await say("woman", "", [3, 17, 40]);
    assert.equal(steps.samples.length, whole.samples.length);
    const apart = steps.samples.map((sample, i) => Math.abs(sample - (whole.samples[i] ?? 0)));
    assert.ok(Math.max(...apart) < 1e-4);
    assert.deepEqual(steps.marks, whole.marks);
    assert.ok(whole.marks.every(({ sampleEnd }) => sampleEnd <= whole.samples.length));
  });

  it("lets style move the pitch on from the speaker's", async () => {
    const ratio = (await medianHz("man", "higher")) / (await medianHz("man"));
    assert.ok(ratio > 1.08 && ratio < 1.6, `${ratio}`);
  });

  it("refuses two speakers in one prompt, and prompts that are over a minute", async () => {
    const both = new Float32Array(160_000);
    READERS.forEach((reader, i) => {
      both.set(recordedPrompt(reader), i * 80_000);
    });
    const two = await sottoErrorOf(encode(both));
    assert.deepEqual([two.reason, two.details.field], ["UNUSABLE_PROMPT", "prompt_audio"]);
    assert.match(two.message, /two speakers \(agreement 0\.\d\d\)/);
    const long = await sottoErrorOf(encode(new Float32Array(61 * 16_000)));
    assert.match(long.details.limit ?? "", /60 seconds/);
  });

  it("keeps speaking clearly after clipped and noisy prompts", async () => {
    const prompt = recordedPrompt("man");
    const clipped = await encode(prompt.map((sample) => sample * 8));
    assert.equal(clipped.verdict, "clipped");
    const controls = profileControls(clipped.profile);
    const { medianHz: meant } = promptReference("man");
    assert.ok(Math.abs(Math.exp(controls.pitch.medianLogF0) / meant - 1) < 0.05);
  });
});

describe("CloningGraphs", () => {
  it("hear what the training's own ears hear", async () => {
    const folder = await ModelFolder.open(MINI_WEIGHTS_DIR);
    const graphs = await CloningGraphs.load(folder, loadOnnxRuntime(), resolveOnnxOptions());
    for (const reader of READERS) {
      const meant = promptReference(reader);
      const prompt = recordedPrompt(reader);
      const windows = new SpeechWindows();
      const due: (Float32Array | undefined)[] = [];
      new SpeechGate().push(prompt, (frame) => {
        due.push(windows.push(frame));
      });
      due.push(windows.finish());
      const heard: Float32Array[] = [];
      for (const window of due) {
        if (window !== undefined) heard.push((await graphs.embed(window)).embedding);
      }
      assert.equal(heard.length, meant.windows);
      unitMean(heard).forEach((value, i) => {
        assert.ok(Math.abs(value - (meant.embedding[i] ?? 0)) < 2e-3);
      });
      const frames = new PitchTracker().push(prompt);
      const { medianLogF0 } = promptStatistics(frames, 0);
      assert.ok(Math.abs(Math.exp(medianLogF0 ?? 0) / meant.medianHz - 1) < 0.01);
      assert.ok(Math.abs(syllablePeaksPerSecond(frames) / meant.peaksPerSecond - 1) < 0.05);
    }
    await graphs.close();
  });
});
