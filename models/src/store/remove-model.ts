import { lstat, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { withModelLock } from "./model-lock.js";
import { folderOf, type ModelStore, type StoredModel } from "./model-store.js";
import { stagingPath } from "./staging.js";
import { makeFolder, removeTree } from "./store-disk.js";
import { StoreError, storageError } from "./store-error.js";

/**
 * Removes a model from the models' folder, and what an unfinished pull left of it. It vanishes at once: a folder that is
 * half removed is never taken for a model. A model that is a link loses the link only.
 * @throws StoreError embedded, notInstalled, busy, storage.
 */
export async function removeModel(store: ModelStore, model: StoredModel): Promise<void> {
  const { id, state } = model;
  if (state === "embedded") {
    throw new StoreError(
      "embedded",
      `${id} comes with the program, and can't be removed by itself.`,
    );
  }
  if (state !== "partial") folderOf(model);
  await withModelLock(store.modelsDir, id, async () => {
    const staging = stagingPath(store.modelsDir, id);
    const dir = join(store.modelsDir, id);
    try {
      const found = await lstat(dir).catch(() => undefined);
      if (found?.isSymbolicLink() === true) await unlink(dir);
      await removeTree(staging);
      if (found?.isDirectory() === true) {
        await makeFolder(staging);
        await rename(dir, join(staging, "old"));
        await removeTree(staging);
      }
    } catch (error) {
      throw storageError(dir, error);
    }
  });
}
