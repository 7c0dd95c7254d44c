import assert from "node:assert/strict";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { makeFolder } from "./make-folder.js";

describe("makeFolder", () => {
  let root = "";
  before(async () => {
    root = await mkdtemp(join(tmpdir(), "sotto-folder-"));
  });
  after(async () => {
    await rm(root, { recursive: true });
  });

  it("makes what is missing above, and takes what is there", async () => {
    const folder = join(root, "a", "b", "c");
    await makeFolder(folder);
    await makeFolder(folder);
    assert.ok((await stat(folder)).isDirectory());
  });

  it("fails, and ends, in a file system that takes no folders", async () => {
    await assert.rejects(makeFolder("/proc/sotto/voices"), { code: "ENOENT" });
  });
});
