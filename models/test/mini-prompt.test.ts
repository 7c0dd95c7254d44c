import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { PitchTracker } from "../src/dsp/pitch-tracker.js";
import type { Engine, PromptResult } from "../src/engine.js";
import { loadEngine } from "../src/index.js";
import { promptStatistics } from "../src/prompt/prompt-statistics.js";
import { sungPrompt, toTrackerRate } from "./support/prompts.js";
import { plainSegment, sottoErrorOf, speak } from "./support/speak.js";

const TEXT = "My brother plays the piano, but he never practices enough on Sunday morning.";

describe("a prompt for MiniEngine", () => {
  let engine: Engine;
  before(async () => {
    engine = await loadEngine({ family: "mini" });
  });
  after(() => engine.close());

  async function encode(prompt: Float32Array, piece = prompt.length): Promise<PromptResult> {
    const encoder = engine.openPrompt();
    for (let at = 0; at < prompt.length; at += piece) {
      await encoder.push(prompt.slice(at, at + piece));
    }
    const result = await encoder.finish();
    encoder.close();
    return result;
  }

  async function medianHz(profile: Uint8Array): Promise<number> {
    const spec = plainSegment(TEXT, { voice: { kind: "profile", profile } });
    const { samples } = await speak(engine, spec, [50]);
    const frames = new PitchTracker().push(toTrackerRate(samples));
    return Math.exp(promptStatistics(frames, 0).medianLogF0 ?? 0);
  }

  it("brings the voice's median pitch to the speaker's, up and down", async () => {
    for (const hz of [120, 210]) {
      const { profile, verdict, summary } = await encode(sungPrompt(hz, 4));
      assert.equal(verdict, "good");
      assert.match(summary, /median \d+ Hz/);
      const spoken = await medianHz(profile);
      assert.ok(Math.abs(spoken / hz - 1) < 0.06, `${spoken} Hz for ${hz}`);
    }
  });

  it("gives the same profile in whatever pieces it comes", async () => {
    const prompt = sungPrompt(140, 3.5);
    const whole = await encode(prompt);
    assert.deepEqual(await encode(prompt, 173), whole);
  });

  it("judges short, quiet, clipped and noisy prompts, and still uses them", async () => {
    assert.equal((await encode(sungPrompt(150, 2))).verdict, "short");
    assert.equal((await encode(sungPrompt(150, 5, { level: 0.004 }))).verdict, "quiet");
    assert.equal((await encode(sungPrompt(150, 5, { level: 2 }))).verdict, "clipped");
    let state = 1;
    const noisy = sungPrompt(150, 5).map((sample) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return sample + (state / 2 ** 32 - 0.5) * 0.2;
    });
    assert.equal((await encode(noisy)).verdict, "noisy");
  });

  it("is refused where there is no voice in it, naming the field and the limit", async () => {
    const second = 16000;
    const unusable: Record<string, Float32Array> = {
      nothing: new Float32Array(0),
      silence: new Float32Array(3 * second),
      "full-scale offset": new Float32Array(3 * second).fill(1),
      "one impulse": Float32Array.from({ length: 3 * second }, (_, i) => (i === second ? 1 : 0)),
      denormals: new Float32Array(3 * second).fill(1e-40),
      "half a second": sungPrompt(150, 0.5),
      "NaN inside": sungPrompt(150, 3).fill(Number.NaN, 100, 101),
      "infinity inside": sungPrompt(150, 3).fill(Number.POSITIVE_INFINITY, 100, 101),
      "over a minute": new Float32Array(61 * second),
    };
    for (const [name, prompt] of Object.entries(unusable)) {
      const { reason, details } = await sottoErrorOf(encode(prompt));
      assert.deepEqual([reason, details.field], ["UNUSABLE_PROMPT", "prompt_audio"], name);
      assert.ok(details.limit, name);
    }
  });

  it("survives samples far beyond full scale", async () => {
    const { verdict } = await encode(sungPrompt(150, 3, { level: 1e37 }));
    assert.equal(verdict, "clipped");
  });
});
