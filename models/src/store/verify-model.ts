import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { MANIFEST_FILE, type ManifestFile } from "../manifest/manifest.js";
import type { CatalogueModel } from "./catalogue.js";
import { hashRange } from "./file-hash.js";
import { folderOf, type ModelStore, manifestOf, type StoredModel } from "./model-store.js";
import { openToRead } from "./store-disk.js";

/** What a look at a file found. */
export type FileVerdict = "ok" | "missing" | "wrongSize" | "altered" | "unreadable" | "notListed";

/** One file of a model, looked at. */
export interface VerifiedFile {
  readonly path: string;
  /** The size that is listed; what is there, where it isn't listed. */
  readonly bytes: number;
  readonly verdict: FileVerdict;
}

/** A model, looked at. */
export interface Verification {
  readonly id: string;
  readonly dir: string;
  /** Whether every file is there and right, and no other. */
  readonly ok: boolean;
  readonly files: readonly VerifiedFile[];
}

/** How to verify. */
export interface VerifyOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: {
    readonly name: string;
    readonly doneBytes: number;
    readonly totalBytes: number;
  }) => void;
}

/**
 * Hashes every file of a model anew. What must be there is what the catalogue lists, where it knows the model: a manifest
 * that was altered together with a file is found, too. Otherwise the manifest's word is taken.
 * @throws StoreError notInstalled; SottoError MODEL_UNUSABLE where there is no manifest to go by.
 */
export async function verifyModel(
  store: ModelStore,
  model: StoredModel,
  options: VerifyOptions,
): Promise<Verification> {
  const dir = folderOf(model);
  const listed = await listedFiles(store, model);
  const totalBytes = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  let doneBytes = 0;
  const files: VerifiedFile[] = [];
  for (const file of listed) {
    const onBytes = (bytes: number): void => {
      doneBytes += bytes;
      options.onProgress?.({ name: file.path, doneBytes, totalBytes });
    };
    const verdict = await verdictOf(join(dir, file.path), file, options.signal, onBytes);
    files.push({ path: file.path, bytes: file.bytes, verdict });
  }
  files.push(...(await notListed(dir, listed)));
  return { id: model.id, dir, ok: files.every(({ verdict }) => verdict === "ok"), files };
}

type Listed = Pick<ManifestFile, "path" | "bytes" | "sha256">;

async function listedFiles(store: ModelStore, model: StoredModel): Promise<readonly Listed[]> {
  const known: CatalogueModel | undefined = store.catalogue.find(({ id }) => id === model.id);
  if (known !== undefined && model.state !== "embedded") return known.files;
  return (await manifestOf(model)).files;
}

async function verdictOf(
  path: string,
  { bytes, sha256 }: Listed,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<FileVerdict> {
  const file = await openToRead(path);
  if (file === undefined) {
    const there = await lstat(path).catch(() => undefined);
    return there === undefined ? "missing" : "unreadable";
  }
  try {
    const { size } = await file.stat();
    if (size !== bytes) return "wrongSize";
    const spec = { algorithm: "sha256" as const, offset: 0, bytes, signal, onBytes };
    return (await hashRange(file, spec)) === sha256 ? "ok" : "altered";
  } catch {
    signal.throwIfAborted();
    return "unreadable";
  } finally {
    await file.close();
  }
}

/** What lies in the folder and is not listed: an engine refuses such a folder. */
async function notListed(dir: string, listed: readonly Listed[]): Promise<VerifiedFile[]> {
  const names = new Set([MANIFEST_FILE, ...listed.map(({ path }) => path)]);
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  const found: VerifiedFile[] = [];
  for (const entry of entries.filter((one) => !one.isDirectory())) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(join(dir, "/").length);
    if (names.has(name)) continue;
    const { size } = await lstat(path);
    found.push({ path: name, bytes: size, verdict: "notListed" });
  }
  return found;
}
