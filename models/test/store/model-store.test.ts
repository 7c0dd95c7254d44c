import assert from "node:assert/strict";
import { mkdir, readdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { planMemory } from "../../src/manifest/memory-plan.js";
import { MINI_WEIGHTS_DIR } from "../../src/mini/mini-description.js";
import { modelInfo } from "../../src/store/model-info.js";
import {
  findModel,
  listModels,
  type ModelStore,
  modelStore,
  pullable,
} from "../../src/store/model-store.js";
import { defaultModelsDir, installedModelDir } from "../../src/store/models-dir.js";
import { removeModel } from "../../src/store/remove-model.js";
import { verifyModel } from "../../src/store/verify-model.js";
import { FakeRegistry } from "../support/fake-registry.js";
import { MODEL, noise } from "../support/store-model.js";
import { PullBench } from "../support/store-pull.js";

const signal = new AbortController().signal;

describe("the store of models", () => {
  let registry: FakeRegistry;
  let bench: PullBench;
  let store: ModelStore;
  before(async () => {
    registry = await FakeRegistry.start();
    bench = await PullBench.start();
    store = { ...modelStore(bench.modelsDir), catalogue: [MODEL] };
  });
  after(async () => {
    await registry[Symbol.asyncDispose]();
    await bench[Symbol.asyncDispose]();
  });

  const states = async (): Promise<string[]> =>
    (await listModels(store)).map(({ id, state }) => `${id} ${state}`);
  const verdicts = async (id: string): Promise<Record<string, string>> => {
    const { files } = await verifyModel(store, await findModel(store, id), { signal });
    return Object.fromEntries(files.map(({ path, verdict }) => [path, verdict]));
  };

  it("lists what comes with the program, what could be pulled, what a pull began, and what is there", async () => {
    assert.deepEqual(await states(), ["mini embedded", "mini-int8 embedded", "tiny available"]);
    registry.server.files.delete("/shards-b");
    await bench.failure("npm", { env: registry.env });
    const partial = await findModel(store, "tiny");
    assert.equal(partial.state, "partial");
    assert.ok(partial.pulledBytes >= 4400);
    await registry[Symbol.asyncDispose]();
    registry = await FakeRegistry.start();
    await bench.pull("npm", { env: registry.env });
    assert.deepEqual(await states(), ["mini embedded", "mini-int8 embedded", "tiny installed"]);
    assert.equal((await findModel(store, "tiny")).bytes, 6400);
    assert.equal(await installedModelDir(bench.modelsDir, "tiny"), join(bench.modelsDir, "tiny"));
    assert.equal(await installedModelDir(bench.modelsDir, "mini"), undefined);
  });

  it("verifies each file by its hash, the embedded model's too", async () => {
    assert.ok((await verifyModel(store, await findModel(store, "mini"), { signal })).ok);
    assert.ok((await verifyModel(store, await findModel(store, "tiny"), { signal })).ok);
    const dir = join(bench.modelsDir, "tiny");
    await writeFile(join(dir, "voices", "ann.bin"), noise(700, 12));
    await truncate(join(dir, "graph.onnx"), 7);
    await rm(join(dir, "voices", "bea.bin"));
    await symlink("/etc/passwd", join(dir, "voices", "bea.bin"));
    await writeFile(join(dir, "voices", "more.bin"), "x");
    assert.deepEqual(await verdicts("tiny"), {
      "graph.onnx": "wrongSize",
      "voices/ann.bin": "altered",
      "voices/bea.bin": "unreadable",
      "voices/more.bin": "notListed",
    });
    await rm(join(dir, "voices", "bea.bin"));
    await rm(join(dir, "voices", "more.bin"));
    assert.equal((await verdicts("tiny"))["voices/bea.bin"], "missing");
    await bench.pull("npm", { env: registry.env });
    assert.ok((await verifyModel(store, await findModel(store, "tiny"), { signal })).ok);
  });

  it("tells the catalogue's word from a manifest's that was altered, and puts it right", async () => {
    await writeFile(join(bench.modelsDir, "tiny", "manifest.json"), "{}");
    const damaged = await findModel(store, "tiny");
    assert.equal(damaged.state, "damaged");
    assert.match(damaged.problem ?? "", /manifest/);
    assert.ok((await bench.pull("npm", { env: registry.env })).changed);
    assert.equal((await findModel(store, "tiny")).state, "installed");
  });

  it("tells all about a model, there or not, and whether it fits", async () => {
    const there = await modelInfo(store, await findModel(store, "tiny"), {
      bytes: 2 ** 20,
      limitedBy: "the machine",
    });
    assert.deepEqual([there.family, there.credits, there.files.length], ["kokoro", ["Nobody."], 3]);
    // Three files, the front end, and what must stay free.
    assert.equal(there.memory.neededBytes, 30 + (24 + 32) * 2 ** 20);
    assert.ok(!there.memory.fits);
    const need = { modelId: "tiny", bytesPerCopy: 30 + 24 * 2 ** 20, copies: 1 };
    assert.throws(() => {
      planMemory(need, there.memory.available);
    }, /needs 57 MiB .*has 1 MiB left/);
    const elsewhere = { ...store, modelsDir: bench.path("other") };
    const not = await modelInfo(elsewhere, await findModel(elsewhere, "tiny"), undefined);
    assert.deepEqual([not.dir, not.files.length, not.memory.fits], [undefined, 3, true]);
    const mini = await modelInfo(store, await findModel(store, "mini"), undefined);
    assert.equal(mini.dir, MINI_WEIGHTS_DIR);
  });

  it("removes what was pulled, what was begun, and nothing else", async () => {
    await removeModel(store, await findModel(store, "tiny"));
    assert.deepEqual(await readdir(bench.modelsDir), []);
    registry.server.files.delete("/shards-b");
    await bench.failure("npm", { env: registry.env });
    await removeModel(store, await findModel(store, "tiny"));
    assert.deepEqual(await readdir(bench.modelsDir), []);
    const { kind } = await storeError(removeModel(store, await findModel(store, "tiny")));
    assert.equal(kind, "notInstalled");
    assert.equal(
      (await storeError(removeModel(store, await findModel(store, "mini")))).kind,
      "embedded",
    );
    await mkdir(bench.path("kept"));
    await symlink(bench.path("kept"), join(bench.modelsDir, "linked"));
    assert.deepEqual(await states(), [
      "mini embedded",
      "mini-int8 embedded",
      "tiny available",
      "linked damaged",
    ]);
    await removeModel(store, await findModel(store, "linked"));
    assert.ok((await readdir(bench.path("."))).includes("kept"));
    assert.deepEqual(await states(), ["mini embedded", "mini-int8 embedded", "tiny available"]);
  });

  it("knows no paths for ids", async () => {
    for (const id of ["../models", "", ".", "a/b", "Mini", "none"]) {
      const { kind, message } = await storeError(findModel(store, id));
      assert.equal(kind, "unknownModel");
      assert.match(message, /there is mini, mini-int8, tiny/);
    }
    assert.throws(() => pullable(store, "mini"), { kind: "embedded" });
    assert.throws(() => pullable(store, "none"), { kind: "unknownModel" });
  });
});

describe("the folder of models", () => {
  it("is in the user's data folder", () => {
    assert.equal(defaultModelsDir({}, "/home/ann"), "/home/ann/.local/share/sotto/models");
    assert.equal(defaultModelsDir({ XDG_DATA_HOME: "/data" }, "/home/ann"), "/data/sotto/models");
    const relative = defaultModelsDir({ XDG_DATA_HOME: "data" }, "/home/ann");
    assert.equal(relative, "/home/ann/.local/share/sotto/models");
  });
});

async function storeError(work: Promise<unknown>): Promise<{ kind: string; message: string }> {
  try {
    await work;
  } catch (error) {
    return error as { kind: string; message: string };
  }
  throw new Error("It worked, and should not have.");
}
