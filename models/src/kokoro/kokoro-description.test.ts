import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ModelFolder } from "../manifest/model-folder.js";
import { FRONT_END_MEMORY_BYTES } from "../mini/mini-constants.js";
import { MINI_WEIGHTS_DIR, readMiniDescription } from "../mini/mini-description.js";
import { KOKORO_GRAPHS_DIR } from "./kokoro-description.js";
import { describeKokoroModel } from "./kokoro-engine.js";

/** Peak memory of these files of the package's, as its manifest lists them. */
async function listedBytes(paths: readonly string[]): Promise<number> {
  const { files } = await ModelFolder.readManifest(KOKORO_GRAPHS_DIR);
  const listed = files.filter(({ path }) => paths.includes(path));
  assert.equal(listed.length, paths.length);
  return listed.reduce((sum, { peakMemoryBytes }) => sum + peakMemoryBytes, 0);
}

describe("the memory that is planned for Kokoro", () => {
  it("is that of its graphs and of a front end", async () => {
    const graphs = ["encoder.onnx", "low-rate.onnx", "generator.onnx", "conditioning.onnx"];
    const { memoryBytes } = await describeKokoroModel("full");
    const listed = await listedBytes([...graphs, "statistics.f16"]);
    assert.equal(memoryBytes, listed + FRONT_END_MEMORY_BYTES);
  });

  it("is with the fast decoder that of its encoder and of the embedded voice, front end included", async () => {
    const { memoryBytes } = await describeKokoroModel("fast");
    const mini = await readMiniDescription(MINI_WEIGHTS_DIR);
    const listed = await listedBytes(["encoder-int8.onnx", "statistics.f16"]);
    assert.equal(memoryBytes, listed + mini.memoryBytes);
  });
});
