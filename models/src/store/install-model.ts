import { open, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MANIFEST_FILE } from "../manifest/manifest.js";
import { manifestText } from "./catalogue.js";
import type { Staging } from "./staging.js";
import { removeTree, syncFolder } from "./store-disk.js";
import { storageError } from "./store-error.js";

/**
 * Makes the staged files the model in `dir`: the manifest is written, everything synced, and the folder renamed. Whenever
 * the machine dies, the model is there whole, as it was before, or waits for the next pull, which only renames it.
 * @throws StoreError storage or diskFull.
 */
export async function installModel(staging: Staging, dir: string): Promise<void> {
  const manifest = join(staging.modelDir, MANIFEST_FILE);
  try {
    const file = await open(manifest, "w", 0o644);
    try {
      await file.writeFile(manifestText(staging.model));
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(staging.modelDir);
    await removeTree(staging.oldDir);
    if (await exists(dir)) await rename(dir, staging.oldDir);
    await rename(staging.modelDir, dir);
    await syncFolder(dirname(dir));
  } catch (error) {
    throw storageError(dir, error);
  }
  await staging.remove();
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
