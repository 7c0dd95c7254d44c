import { rename, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CatalogueFile, CatalogueModel } from "./catalogue.js";
import { hashRange } from "./file-hash.js";
import type { ProgressMeter, PullTools } from "./pull-tools.js";
import { makeFolder, openToRead, removeTree, syncFolder } from "./store-disk.js";

/** The folder in the models' folder where pulls put what is not whole yet; its name is no model's id. */
const STAGING_FOLDER = ".pull";

/** Where the pull of one model keeps what it has, so that it can be interrupted anywhere. */
export class Staging {
  readonly #modelsDir: string;
  readonly #root: string;
  readonly model: CatalogueModel;

  constructor(modelsDir: string, model: CatalogueModel) {
    this.#modelsDir = modelsDir;
    this.#root = stagingPath(modelsDir, model.id);
    this.model = model;
  }

  /** The folder that will be the model's: whole and checked files only. */
  get modelDir(): string {
    return join(this.#root, "model");
  }

  /** Where a model that is replaced waits to be removed. */
  get oldDir(): string {
    return join(this.#root, "old");
  }

  /** Where the part of `name` grows. */
  partialPath(name: string): string {
    return join(this.#root, "partial", name);
  }

  /** The model's files that are not there yet; every one that is has been hashed just now. */
  async missing(tools: PullTools, meter: ProgressMeter): Promise<CatalogueFile[]> {
    const missing: CatalogueFile[] = [];
    for (const file of this.model.files) {
      if (!(await isWhole(join(this.modelDir, file.path), file, tools, meter))) missing.push(file);
    }
    return missing;
  }

  /** Moves a file that is whole and checked to where it belongs. */
  async keep(file: CatalogueFile, from: string): Promise<void> {
    const to = join(this.modelDir, file.path);
    await makeFolder(dirname(to));
    await rename(from, to);
    await syncFolder(dirname(to));
  }

  /** Removes all that is left of the pull. */
  async remove(): Promise<void> {
    await removeTree(this.#root);
    // Others may be pulling: then it is not empty.
    await rmdir(join(this.#modelsDir, STAGING_FOLDER)).catch(() => undefined);
  }
}

/** Where the pull of the model `id` keeps what it has. */
export function stagingPath(modelsDir: string, id: string): string {
  return join(modelsDir, STAGING_FOLDER, id);
}

/** Whether the file at `path` is a regular file, and the one that the catalogue lists. */
export async function isWhole(
  path: string,
  { bytes, sha256, path: name }: CatalogueFile,
  { signal }: PullTools,
  meter: ProgressMeter,
): Promise<boolean> {
  const file = await openToRead(path);
  if (file === undefined) return false;
  try {
    const { size } = await file.stat();
    if (size !== bytes) return false;
    const onBytes = (read: number): void => {
      meter.add(name, read);
    };
    const spec = { algorithm: "sha256" as const, offset: 0, bytes, signal, onBytes };
    return (await hashRange(file, spec)) === sha256;
  } finally {
    await file.close();
  }
}
