import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ModelFolder } from "../src/manifest/model-folder.js";
import { DecoderStream } from "../src/mini/decoder-stream.js";
import { MINI_INT8_WEIGHTS_DIR, MINI_WEIGHTS_DIR } from "../src/mini/mini-description.js";
import { MiniGraphs } from "../src/mini/mini-graphs.js";
import { SentencePlan } from "../src/mini/sentence-plan.js";
import { SpeakerTable } from "../src/mini/speaker-table.js";
import { symbolIds } from "../src/mini/symbol-ids.js";
import { type VoiceControls, voiceControls } from "../src/mini/voice-controls.js";
import { parseVoiceInfo } from "../src/mini/voice-info.js";
import { resolveOnnxOptions } from "../src/onnx/onnx-options.js";
import { NEUTRAL_STYLE } from "../src/style/style-controls.js";
import { floatFixture, intFixture, referenceSentences } from "./support/fixtures.js";
import { greatestDifference } from "./support/speak.js";

// The reference engine of the training recipe spoke these with the very graphs that are shipped. After a new export
// `node models/scripts/adopt-voice.mjs EXPORT` brings graphs and arrays together.
for (const { name, voice, symbols } of referenceSentences()) {
  describe(`the graphs of mini on the reference sentence ${name}`, () => {
    let graphs: MiniGraphs;
    let controls: VoiceControls;
    let plan: SentencePlan;
    before(async () => {
      const folder = await ModelFolder.open(MINI_WEIGHTS_DIR);
      const info = parseVoiceInfo(await folder.read("voice.json"));
      graphs = await MiniGraphs.load(folder, info, resolveOnnxOptions());
      const speakers = SpeakerTable.parse(await folder.read("speakers.f32"), info);
      const speaker = speakers.mix([{ name: voice, weight: 1 }]);
      const traits = { speaker, lengthScale: 1, formantScale: 1, pitch: undefined };
      controls = voiceControls(traits, 1, NEUTRAL_STYLE);
      plan = await SentencePlan.read(graphs, symbolIds(symbols, info).ids, controls);
      await plan.extendTo(plan.units);
    });
    after(() => graphs.close());

    it("look up its ids", () => {
      assert.deepEqual(symbolIds(symbols, graphs.info).ids, intFixture(`${name}-ids`));
    });

    it("give its durations, pitch and energy", () => {
      assert.deepEqual(plan.durations, intFixture(`${name}-durations`));
      // F0 is in Hz, a few hundred: this is a millionth of it.
      assert.ok(greatestDifference(plan.frames.f0, floatFixture(`${name}-f0`)) < 1e-3);
      assert.ok(greatestDifference(plan.frames.energy, floatFixture(`${name}-energy`)) < 1e-4);
    });

    it("give the same frames where a beginning is planned first", async () => {
      const inParts = await SentencePlan.read(
        graphs,
        symbolIds(symbols, graphs.info).ids,
        controls,
      );
      for (const units of [20, 33, inParts.units]) await inParts.extendTo(units);
      assert.ok(inParts.complete);
      assert.ok(greatestDifference(inParts.frames.f0, plan.frames.f0) < 1e-3);
      assert.ok(greatestDifference(inParts.frames.energy, plan.frames.energy) < 1e-4);
      assert.ok(greatestDifference(inParts.frames.features, plan.frames.features) < 1e-4);
    });

    it("give its samples to 1e-4 from its noise, whole and in chunks of 7 frames", async () => {
      for (const chunk of [100_000, 7]) {
        const samples = await decode(chunk);
        assert.ok(greatestDifference(samples, floatFixture(`${name}-audio`)) < 1e-4);
      }
    });

    async function decode(chunkFrames: number): Promise<number[]> {
      const drawn = floatFixture(`${name}-noise`);
      let at = 0;
      const noise = {
        fill: (target: Float32Array): void => {
          target.set(drawn.subarray(at, at + target.length));
          at += target.length;
        },
      };
      const voice = { speaker: controls.speaker, noiseGain: graphs.info.noiseGain };
      const stream = new DecoderStream(graphs, voice, noise);
      stream.append(plan.frames);
      stream.end();
      const samples: number[] = [];
      while (stream.framesLeft > 0) {
        samples.push(...(await stream.run(Math.min(chunkFrames, stream.framesLeft))));
      }
      return samples;
    }
  });
}

describe("the int8 graphs of mini", () => {
  it("give nearly the same frames where a beginning is planned first: activations have a scale in each call", async () => {
    const folder = await ModelFolder.open(MINI_INT8_WEIGHTS_DIR);
    const info = parseVoiceInfo(await folder.read("voice.json"));
    const graphs = await MiniGraphs.load(folder, info, resolveOnnxOptions());
    try {
      const speakers = SpeakerTable.parse(await folder.read("speakers.f32"), info);
      const speaker = speakers.mix([{ name: "af_heart", weight: 1 }]);
      const traits = { speaker, lengthScale: 1, formantScale: 1, pitch: undefined };
      const controls = voiceControls(traits, 1, NEUTRAL_STYLE);
      const { ids } = symbolIds(
        "wi wˈɔkt hˈOm ɪn ðə ɹˈAn, slˈOli, ænd nˈObˌʌdi sˈɛd ə wˈɜɹd.",
        info,
      );
      const plans = [await SentencePlan.read(graphs, ids, controls)];
      plans.push(await SentencePlan.read(graphs, ids, controls));
      for (const units of [24, 1000]) await plans[0]!.extendTo(units);
      await plans[1]!.extendTo(1000);
      const [parts, whole] = plans.map(({ frames }) => frames);
      assert.ok(greatestDifference(parts!.f0, whole!.f0) < 3);
      assert.ok(greatestDifference(parts!.energy, whole!.energy) < 0.3);
    } finally {
      await graphs.close();
    }
  });
});
