import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { MANIFEST_FILE } from "./manifest.js";
import { ModelFolder } from "./model-folder.js";

describe("a model's folder with a folder in it", () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "sotto-model-"));
    const sha256 = createHash("sha256").update("ann").digest("hex");
    const file = { path: "voices/ann.bin", bytes: 3, sha256, peakMemoryBytes: 3 };
    const facts = { id: "a", family: "a", version: "1", description: "A.", license: "CC0-1.0" };
    await mkdir(join(dir, "voices"));
    await writeFile(join(dir, "voices", "ann.bin"), "ann");
    await writeFile(
      join(dir, MANIFEST_FILE),
      JSON.stringify({ format: 1, ...facts, files: [file] }),
    );
  });
  after(() => rm(dir, { recursive: true }));

  it("gives the files of both", async () => {
    const folder = await ModelFolder.open(dir);
    assert.equal(Buffer.from(await folder.read("voices/ann.bin")).toString(), "ann");
  });

  it("refuses what is not listed there", async () => {
    await writeFile(join(dir, "voices", "bea.bin"), "bea");
    await assert.rejects(ModelFolder.open(dir), /voices\/bea\.bin is not listed/);
    await rm(join(dir, "voices", "bea.bin"));
  });

  it("refuses a link in place of the folder, and a folder that is not there", async () => {
    await rename(join(dir, "voices"), `${dir}-voices`);
    await assert.rejects(ModelFolder.open(dir), /voices is missing, or is no folder/);
    await symlink(`${dir}-voices`, join(dir, "voices"));
    await assert.rejects(ModelFolder.open(dir), /voices is missing, or is no folder/);
    await rm(`${dir}-voices`, { recursive: true });
  });
});
