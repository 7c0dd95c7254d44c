import type { CatalogueFile } from "./catalogue.js";
import type { SourceSpec } from "./model-source.js";
import type { PullTools } from "./pull-tools.js";
import type { Staging } from "./staging.js";
import { bytesOnDisk } from "./store-disk.js";
import { StoreError } from "./store-error.js";

/** Space that must stay free beside the model, in bytes. */
const RESERVE_BYTES = 16 << 20;

const MIB = 2 ** 20;

/**
 * Checks that the disk has room for what is missing, before anything is fetched.
 * @throws StoreError diskFull with the numbers.
 */
export async function requireRoom(
  staging: Staging,
  missing: readonly CatalogueFile[],
  sources: readonly SourceSpec[],
  { disk }: PullTools,
): Promise<void> {
  const { model } = staging;
  let needed = missing.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path } of missing) {
    const parts = ["", ".pieces"].map((ending) => bytesOnDisk(staging.partialPath(path + ending)));
    needed -= Math.max(...(await Promise.all(parts)));
  }
  // Packages are unpacked one after the other, and each is removed when it has been.
  const packed = sources.some(({ kind }) => kind === "npm") ? largestTarball(staging, missing) : 0;
  needed = Math.max(0, needed) + packed + RESERVE_BYTES;
  const free = await disk.freeBytes(staging.modelDir);
  if (needed <= free) return;
  throw new StoreError(
    "diskFull",
    `${model.id} needs ${Math.ceil(needed / MIB)} MiB more on the disk of its folder, which has ` +
      `${Math.floor(free / MIB)} MiB left: free some space, or choose another folder with --models-dir.`,
  );
}

function largestTarball({ model }: Staging, missing: readonly CatalogueFile[]): number {
  const wanted = new Set(missing.map(({ path }) => path));
  const needed = model.packages.filter(({ entries }) =>
    entries.some(({ file }) => wanted.has(file)),
  );
  return Math.max(0, ...needed.map(({ tarballBytes }) => tarballBytes));
}
