import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { SeededNoise } from "../src/dsp/seeded-noise.js";
import { ModelFolder } from "../src/manifest/model-folder.js";
import { type AcousticChunk, AcousticStream } from "../src/mini/acoustic-stream.js";
import { type EncodedPiece, encodePiece } from "../src/mini/encoder.js";
import { F0_SCALE } from "../src/mini/mini-constants.js";
import { MINI_WEIGHTS_DIR } from "../src/mini/mini-description.js";
import { MiniGraphs } from "../src/mini/mini-graphs.js";
import { VocoderStream } from "../src/mini/vocoder-stream.js";
import { resolveOnnxOptions } from "../src/onnx/onnx-options.js";
import { floatFixture, intFixture } from "./support/fixtures.js";
import { greatestDifference } from "./support/speak.js";

/** Frames of a chunk that lie within the piece: where mask is 1. */
function realFrames(chunk: AcousticChunk): number[] {
  const mask = chunk.mask.data as Float32Array;
  return [...mask.keys()].filter((frame) => mask[frame] === 1);
}

/** Reference features as the decoder would give them: 6 masked frames before, 3 after. */
function paddedChunk(graphs: MiniGraphs, sentence: string): AcousticChunk {
  const logF0 = floatFixture(`${sentence}/lf0.f32`);
  const frames = logF0.length + 9;
  const pad = (values: Float32Array, width: number): Float32Array => {
    const padded = new Float32Array(frames * width);
    padded.set(values, 6 * width);
    return padded;
  };
  const tensor = (data: Float32Array, dims: number[]) =>
    new graphs.runtime.Tensor("float32", data, dims);
  return {
    frames,
    mel: tensor(pad(floatFixture(`${sentence}/mel.f32`), 80), [1, frames, 80]),
    logF0: pad(logF0, 1),
    voiced: tensor(pad(floatFixture(`${sentence}/vuv.f32`), 1), [1, frames]),
    mask: tensor(pad(new Float32Array(logF0.length).fill(1), 1), [1, frames]),
  };
}

for (const sentence of ["2", "3"]) {
  describe(`the graphs of mini on reference sentence ${sentence}`, () => {
    let graphs: MiniGraphs;
    let piece: EncodedPiece;
    before(async () => {
      const folder = await ModelFolder.open(MINI_WEIGHTS_DIR);
      graphs = await MiniGraphs.load(folder, resolveOnnxOptions());
      piece = await encodePiece(graphs, intFixture(`${sentence}/ids.i32`), 1);
    });
    after(() => graphs.close());

    it("give the reference's durations", () => {
      assert.deepEqual(piece.durations, intFixture(`${sentence}/dur.i32`));
    });

    it("give its mel, F0 and voicing to 1e-4 in chunks of 7 frames", async () => {
      const stream = new AcousticStream(graphs, piece, F0_SCALE);
      const mel: number[] = [];
      const logF0: number[] = [];
      const voiced: number[] = [];
      while (stream.framesLeft > 0) {
        const chunk = await stream.run(Math.min(7, stream.framesLeft));
        for (const frame of realFrames(chunk)) {
          mel.push(...(chunk.mel.data as Float32Array).subarray(frame * 80, frame * 80 + 80));
          logF0.push(chunk.logF0[frame]!);
          voiced.push((chunk.voiced.data as Float32Array)[frame]!);
        }
      }
      assert.ok(greatestDifference(mel, floatFixture(`${sentence}/mel.f32`)) < 1e-4);
      assert.ok(greatestDifference(logF0, floatFixture(`${sentence}/lf0.f32`)) < 1e-4);
      assert.ok(greatestDifference(voiced, floatFixture(`${sentence}/vuv.f32`)) < 1e-4);
    });

    it("give its samples to 1e-4 from its features and noise", async () => {
      const chunk = paddedChunk(graphs, sentence);
      const noise = new SeededNoise(Number(sentence));
      const vocoder = new VocoderStream(graphs, noise, chunk.frames - 9);
      const samples = await vocoder.run(chunk);
      assert.ok(greatestDifference(samples, floatFixture(`${sentence}/audio.f32`)) < 1e-4);
    });

    it("give its samples to 1e-2 from its symbols, end to end in chunks of 20 frames", async () => {
      const acoustic = new AcousticStream(graphs, piece, F0_SCALE);
      const noise = new SeededNoise(Number(sentence));
      const vocoder = new VocoderStream(graphs, noise, acoustic.plan.realFrames);
      const samples: number[] = [];
      while (acoustic.framesLeft > 0) {
        const chunk = await acoustic.run(Math.min(20, acoustic.framesLeft));
        samples.push(...(await vocoder.run(chunk)));
      }
      assert.ok(greatestDifference(samples, floatFixture(`${sentence}/audio.f32`)) < 1e-2);
    });
  });
}
