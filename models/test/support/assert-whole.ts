import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ModelFolder } from "../../src/manifest/model-folder.js";
import { FILES, MODEL } from "./store-model.js";
import type { PullBench } from "./store-pull.js";

/** The tests' model is there as an engine wants it, and nothing is left beside it. */
export async function assertWhole({ modelsDir }: PullBench): Promise<void> {
  const folder = await ModelFolder.open(join(modelsDir, MODEL.id));
  assert.equal(folder.manifest.family, MODEL.family);
  for (const [path, content] of Object.entries(FILES)) {
    assert.deepEqual(Buffer.from(await folder.read(path)), content, path);
  }
  assert.deepEqual(await readdir(modelsDir), [MODEL.id]);
}
