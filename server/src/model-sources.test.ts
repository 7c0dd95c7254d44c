import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { defaultConfig, readCommand } from "./config.js";
import { modelSources } from "./model-sources.js";

describe("modelSources", () => {
  let modelsDir: string;

  beforeEach(async () => {
    modelsDir = await mkdtemp(join(tmpdir(), "sotto-models-"));
  });
  afterEach(() => rm(modelsDir, { recursive: true }));

  const sourcesOf = (models: readonly string[], overrides = {}) =>
    modelSources(defaultConfig({ modelsDir, models, ...overrides }));

  /** What a pull leaves is known by its manifest. */
  async function install(id: string): Promise<string> {
    const dir = join(modelsDir, id);
    await mkdir(dir);
    await writeFile(join(dir, "manifest.json"), "{}");
    return dir;
  }

  it("takes the voice that is shipped, or a folder that stands in for it", async () => {
    const onnx = { intraOpThreads: 1, providers: ["cpu"] };
    assert.deepEqual(await sourcesOf(["mini"]), [{ family: "mini", onnx }]);
    const int8 = { family: "mini", variant: "int8", onnx };
    assert.deepEqual(await sourcesOf(["mini-int8"]), [int8]);
    const weightsDir = await install("mini");
    assert.deepEqual(await sourcesOf(["mini"]), [{ family: "mini", onnx, weightsDir }]);
  });

  it("speaks with both decoders from the files that were pulled", async () => {
    const weightsDir = await install("kokoro-82m");
    const sources = await sourcesOf(["kokoro-82m-fast", "kokoro-82m"], { lexicon: "words.tsv" });
    const common = { onnx: { intraOpThreads: 1, providers: ["cpu"] }, lexiconFile: "words.tsv" };
    assert.deepEqual(sources, [
      { family: "kokoro", weightsDir, decoder: "fast", ...common },
      { family: "kokoro", weightsDir, decoder: "full", ...common },
    ]);
  });

  it("says what to do about a model that is not there", async () => {
    await assert.rejects(sourcesOf(["kokoro-82m"]), /models pull kokoro-82m/);
    for (const id of ["maxi", "toString"]) {
      await assert.rejects(
        sourcesOf([id]),
        new RegExp(`no model ${id}; --model takes: mini, mini-int8, kokoro-82m, kokoro-82m-fast`),
      );
    }
  });

  it("looks by default where the client pulls to", () => {
    const command = readCommand([], { XDG_DATA_HOME: "/data" });
    assert.ok(command.kind === "serve");
    assert.equal(command.config.modelsDir, "/data/sotto/models");
  });
});
