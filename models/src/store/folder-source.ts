import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CatalogueFile } from "./catalogue.js";
import { hashRange } from "./file-hash.js";
import type { SourceJob } from "./model-source.js";
import { ProgressMeter, type PullTools } from "./pull-tools.js";
import { SourceFailure } from "./source-failure.js";
import { makeFolder, openToWrite, removeTree } from "./store-disk.js";
import { codeOf, storageError } from "./store-error.js";

/** The files that an error names, at most. */
const NAMED_MAX = 3;

/**
 * Copies the missing files from `folder`, which holds them under their names, or in a folder with the model's id: a
 * models' folder of another machine will do. Every copy is hashed where it lies.
 * @throws SourceFailure that names what is missing or wrong there.
 */
export async function fetchFromFolder(job: SourceJob, folder: string): Promise<void> {
  const { staging, missing, tools } = job;
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new SourceFailure("never", "there is no such folder");
  const nested = await stat(join(folder, staging.model.id)).catch(() => undefined);
  const from = nested?.isDirectory() === true ? join(folder, staging.model.id) : folder;
  const total = missing.reduce((sum, { bytes }) => sum + bytes, 0);
  const meter = new ProgressMeter(tools, "download", total);
  const failures: string[] = [];
  for (const file of missing) {
    const path = staging.partialPath(`${file.path}.copy`);
    const wrong = await copied(join(from, file.path), file, path, tools, meter);
    if (wrong === undefined) await staging.keep(file, path);
    else failures.push(`${file.path} ${wrong}`);
  }
  if (failures.length === 0) return;
  const more = failures.length - NAMED_MAX;
  const rest = more > 0 ? [`and ${more} more`] : [];
  throw new SourceFailure("never", [...failures.slice(0, NAMED_MAX), ...rest].join(", "));
}

/** Copies one file; says what is wrong with it where it is not the right one. */
async function copied(
  source: string,
  { path: name, bytes, sha256 }: CatalogueFile,
  to: string,
  tools: PullTools,
  meter: ProgressMeter,
): Promise<string | undefined> {
  const found = await stat(source).catch(() => undefined);
  if (found === undefined) return "is missing";
  if (!found.isFile()) return "is no regular file";
  if (found.size !== bytes) return `has ${found.size} bytes where ${bytes} are right`;
  await makeFolder(dirname(to));
  const file = await openToWrite(to);
  try {
    await file.truncate(0);
    let at = 0;
    for await (const chunk of createReadStream(source, { signal: tools.signal })) {
      const piece = chunk as Buffer;
      await tools.disk.write(file, piece, at);
      at += piece.length;
      meter.add(name, piece.length);
    }
    await file.sync();
    const { signal } = tools;
    if ((await hashRange(file, { algorithm: "sha256", offset: 0, bytes, signal })) === sha256) {
      return undefined;
    }
  } catch (error) {
    tools.signal.throwIfAborted();
    if (["EACCES", "EPERM", "EIO"].includes(codeOf(error)))
      return `can't be read (${codeOf(error)})`;
    throw storageError(to, error);
  } finally {
    await file.close();
  }
  await removeTree(to);
  return "is not the right one (its SHA-256 differs)";
}
