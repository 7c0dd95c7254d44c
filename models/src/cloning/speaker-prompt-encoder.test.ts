import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import fc from "fast-check";
import { recordedPrompt } from "../../test/support/recorded-prompts.js";
import type { PromptResult } from "../engine.js";
import { profileControls } from "./clone-controls.js";
import type { NearVoice } from "./cloning-graphs.js";
import { type SpeakerModel, SpeakerPromptEncoder } from "./speaker-prompt-encoder.js";
import { levelOf } from "./speech-gate.js";
import { SPEAKER_WIDTH } from "./voice-profile.js";

/** A model whose embeddings tell high sounds from low ones, by the share of zero crossings. */
class CrossingModel implements SpeakerModel {
  embedded = 0;

  embed(window: Float32Array): Promise<{ embedding: Float32Array; levelDb: number }> {
    this.embedded += 1;
    let crossings = 0;
    for (let i = 1; i < window.length; i++) {
      if ((window[i] ?? 0) * (window[i - 1] ?? 0) < 0) crossings += 1;
    }
    const angle = (8 * crossings) / window.length;
    return Promise.resolve({
      embedding: Float32Array.of(Math.cos(angle), Math.sin(angle)),
      levelDb: levelOf(window),
    });
  }

  nearVoice(embedding: Float32Array): Promise<NearVoice> {
    const speaker = new Float32Array(SPEAKER_WIDTH).fill(embedding[0] ?? 0);
    return Promise.resolve({ speaker, formantScale: 1, peaksPerSecond: 4 });
  }
}

async function encode(
  prompt: Float32Array,
  sizes: readonly number[] = [1600],
): Promise<PromptResult> {
  const encoder = new SpeakerPromptEncoder(new CrossingModel());
  try {
    for (let at = 0, i = 0; at < prompt.length; i++) {
      const size = sizes[i % sizes.length] ?? 1;
      await encoder.push(prompt.slice(at, at + size));
      at += size;
    }
    return await encoder.finish();
  } finally {
    encoder.close();
  }
}

async function refusal(prompt: Float32Array): Promise<SottoError> {
  const error: unknown = await encode(prompt).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof SottoError);
  assert.deepEqual([error.reason, error.details.field], ["UNUSABLE_PROMPT", "prompt_audio"]);
  return error;
}

/** White noise between plus and minus `level`. */
function noise(samples: number, level: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: samples }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * level;
  });
}

describe("SpeakerPromptEncoder", () => {
  it("takes pitch, range and pace from recorded speech", async () => {
    const man = await encode(recordedPrompt("man"));
    assert.equal(man.verdict, "good");
    assert.match(man.summary, /median pitch 10[3-7] Hz/);
    const woman = profileControls((await encode(recordedPrompt("woman"))).profile);
    assert.ok(Math.abs(Math.exp(woman.pitch.medianLogF0) - 179) < 4);
    assert.ok(woman.pitch.logF0Range > 0.1 && woman.pitch.logF0Range < 1);
    const slow = profileControls(man.profile).lengthScale;
    assert.ok(slow > woman.lengthScale && slow <= 1.18 && woman.lengthScale >= 0.85);
  });

  it("gives the same profile in whatever pieces the prompt comes", async () => {
    const prompt = recordedPrompt("woman");
    const whole = await encode(prompt, [prompt.length]);
    const sizes = fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(sizes, async (pieces) => {
        assert.deepEqual(await encode(prompt, pieces), whole);
      }),
      { numRuns: 8 },
    );
  });

  it("works while the prompt is recorded, and leaves one window at most for the end", async () => {
    const model = new CrossingModel();
    const encoder = new SpeakerPromptEncoder(model);
    await encoder.push(recordedPrompt("woman"));
    const before = model.embedded;
    await encoder.finish();
    assert.ok(before >= 2 && model.embedded - before <= 1);
    encoder.close();
  });

  it("judges short, quiet, clipped and noisy prompts, and still uses them", async () => {
    const prompt = recordedPrompt("woman");
    const hiss = noise(prompt.length, 0.15);
    const verdicts = {
      short: prompt.subarray(0, 32_000),
      quiet: prompt.map((sample) => sample * 0.02),
      clipped: prompt.map((sample) => sample * 6),
      noisy: prompt.map((sample, i) => sample + (hiss[i] ?? 0)),
    };
    for (const [verdict, samples] of Object.entries(verdicts)) {
      assert.equal((await encode(samples)).verdict, verdict);
    }
  });

  it("refuses what no voice can be taken from, with the limit", async () => {
    const short = await refusal(recordedPrompt("man").subarray(0, 12_000));
    assert.match(short.message, /0\.\d s of speech/);
    const silent = await refusal(noise(48_000, 0.0005));
    assert.match(silent.message, /silent.* at -\d\d dBFS/);
    assert.match((await refusal(new Float32Array(48_000))).message, /silent/);
    assert.match((await refusal(noise(48_000, 0.2))).message, /no voice/);
    assert.match((await refusal(new Float32Array(61 * 16_000))).message, /too long/);
    const broken = recordedPrompt("man").fill(Number.NaN, 90, 91);
    assert.match((await refusal(broken)).message, /no numbers/);
    await refusal(new Float32Array(0));
  });
});
