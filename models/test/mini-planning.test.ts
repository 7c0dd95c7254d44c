import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { SeededNoise } from "../src/dsp/seeded-noise.js";
import { ModelFolder } from "../src/manifest/model-folder.js";
import { MINI_WEIGHTS_DIR } from "../src/mini/mini-description.js";
import { MiniGraphs } from "../src/mini/mini-graphs.js";
import { PieceStream } from "../src/mini/piece-stream.js";
import { SpeakerTable } from "../src/mini/speaker-table.js";
import { type VoiceControls, voiceControls } from "../src/mini/voice-controls.js";
import { parseVoiceInfo } from "../src/mini/voice-info.js";
import { resolveOnnxOptions } from "../src/onnx/onnx-options.js";
import { NEUTRAL_STYLE } from "../src/style/style-controls.js";
import { openFrontEnd } from "../src/text/open-front-end.js";
import { symbolTextPieces } from "../src/text/symbol-text-pieces.js";

const LONG = "We walked home in the rain, slowly, and nobody said a word until we saw the house.";
/** Frames that a server asks for first. */
const FIRST_FRAMES = 16;

describe("PieceStream", () => {
  let graphs: MiniGraphs;
  let controls: VoiceControls;
  let begin: (text: string, controls: VoiceControls) => Promise<PieceStream>;
  before(async () => {
    const folder = await ModelFolder.open(MINI_WEIGHTS_DIR);
    const info = parseVoiceInfo(await folder.read("voice.json"));
    graphs = await MiniGraphs.load(folder, info, resolveOnnxOptions());
    const speakers = SpeakerTable.parse(await folder.read("speakers.f32"), info);
    const speaker = speakers.mix([{ name: "af_heart", weight: 1 }]);
    const traits = { speaker, lengthScale: 1, formantScale: 1, pitch: undefined };
    controls = voiceControls(traits, 1, NEUTRAL_STYLE);
    const frontEnd = await openFrontEnd();
    begin = (text, chosen) => {
      const [piece] = symbolTextPieces(frontEnd.read(text), 200);
      return PieceStream.begin(graphs, piece!, chosen, new SeededNoise(1));
    };
  });
  after(() => graphs.close());

  it("plans the beginning of a long sentence first, and enough for a first step", async () => {
    const stream = await begin(LONG, controls);
    assert.equal(stream.complete, false);
    assert.ok(stream.framesLeft >= FIRST_FRAMES);
    const planned = stream.samples;
    assert.ok(planned < 24_000);
    await stream.planRest();
    assert.equal(stream.complete, true);
    assert.ok(stream.samples > 3 * 24_000);
    assert.ok(stream.framesLeft > stream.samples / graphs.info.frameSamples);
  });

  it("tells the same places of its first symbols before and after the rest is planned", async () => {
    const stream = await begin(LONG, controls);
    const known = stream.samples / graphs.info.frameSamples;
    const early = [...stream.symbolFrames].filter((frame) => frame < known);
    await stream.planRest();
    assert.ok(early.length > 3);
    assert.deepEqual([...stream.symbolFrames.slice(0, early.length)], early);
  });

  it("plans a whisper in parts, too: it has no pitch", async () => {
    const whisper = { ...controls, whisper: true, pitchRange: 1.4 };
    assert.equal((await begin(LONG, whisper)).complete, false);
  });

  it("plans at once what is short, and what depends on the pitch of the whole", async () => {
    assert.equal((await begin("Yes.", controls)).complete, true);
    const pitch = { medianLogF0: Math.log(120), logF0Range: 0.4 };
    assert.equal((await begin(LONG, { ...controls, pitch })).complete, true);
    assert.equal((await begin(LONG, { ...controls, pitchRange: 1.4 })).complete, true);
  });
});
