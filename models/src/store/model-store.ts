import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../manifest/manifest.js";
import { ModelFolder } from "../manifest/model-folder.js";
import { MINI_INT8_WEIGHTS_DIR, MINI_WEIGHTS_DIR } from "../mini/mini-description.js";
import { CATALOGUE, type CatalogueModel, catalogueBytes } from "./catalogue.js";
import { stagingPath } from "./staging.js";
import { bytesOnDisk } from "./store-disk.js";
import { StoreError } from "./store-error.js";

/** What a model's id looks like: never a path. */
const MODEL_ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Where the models of this machine are: those of the catalogue, those in the folder, those that come with the program. */
export interface ModelStore {
  readonly modelsDir: string;
  readonly catalogue: readonly CatalogueModel[];
  /** Folders of the models that come with the program, by id. */
  readonly embedded: Readonly<Record<string, string>>;
}

/** The store of this program with the models' folder `modelsDir`. */
export function modelStore(modelsDir: string): ModelStore {
  const embedded = { mini: MINI_WEIGHTS_DIR, "mini-int8": MINI_INT8_WEIGHTS_DIR };
  return { modelsDir, catalogue: CATALOGUE, embedded };
}

/**
 * `embedded`: comes with the program; `installed`: in the folder; `partial`: a pull has begun and not ended; `available`:
 * could be pulled; `damaged`: in the folder, but without a manifest that can be read.
 */
export type ModelState = "embedded" | "installed" | "partial" | "available" | "damaged";

/** A model as the store sees it, without looking into its files. */
export interface StoredModel {
  readonly id: string;
  readonly state: ModelState;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  /** Bytes of its files, whole. */
  readonly bytes: number;
  /** Bytes of it that an unfinished pull has brought. */
  readonly pulledBytes: number;
  /** Where it lies; `undefined` where it doesn't. */
  readonly dir: string | undefined;
  /** What is wrong with it, where its state is `damaged`. */
  readonly problem: string | undefined;
}

/** Every model that the store knows: embedded ones, those of the catalogue, then what else lies in the folder. */
export async function listModels(store: ModelStore): Promise<readonly StoredModel[]> {
  const names = await readdir(store.modelsDir).catch(() => []);
  const known = [...Object.keys(store.embedded), ...store.catalogue.map(({ id }) => id)];
  const others = names.filter((name) => MODEL_ID.test(name) && !known.includes(name)).sort();
  const found: StoredModel[] = [];
  for (const id of [...known, ...others]) {
    const model = await lookUp(store, id);
    if (model !== undefined) found.push(model);
  }
  return found;
}

/**
 * The model `id`.
 * @throws StoreError unknownModel that lists the ids that there are.
 */
export async function findModel(store: ModelStore, id: string): Promise<StoredModel> {
  const model = MODEL_ID.test(id) ? await lookUp(store, id) : undefined;
  if (model !== undefined) return model;
  throw new StoreError("unknownModel", `There is no model "${id}": ${await idsText(store)}.`);
}

/**
 * The entry of the catalogue for `id`, to be pulled.
 * @throws StoreError embedded, unknownModel.
 */
export function pullable(store: ModelStore, id: string): CatalogueModel {
  const model = store.catalogue.find((one) => one.id === id);
  if (model !== undefined) return model;
  if (Object.hasOwn(store.embedded, id)) {
    throw new StoreError("embedded", `${id} comes with the program: there is nothing to pull.`);
  }
  const ids = store.catalogue.map((one) => one.id).join(", ");
  throw new StoreError("unknownModel", `There is no model "${id}" to pull: there is ${ids}.`);
}

async function idsText(store: ModelStore): Promise<string> {
  return `there is ${(await listModels(store)).map((model) => model.id).join(", ")}`;
}

async function lookUp(store: ModelStore, id: string): Promise<StoredModel | undefined> {
  const embedded = Object.hasOwn(store.embedded, id) ? store.embedded[id] : undefined;
  // What the user put into the folder goes before what comes with the program, as it does for the server.
  const dir = join(store.modelsDir, id);
  const there = await stat(dir).catch(() => undefined);
  if (there?.isDirectory() === true) return await inFolder(id, dir, "installed");
  if (embedded !== undefined) return await inFolder(id, embedded, "embedded");
  const listed = store.catalogue.find((one) => one.id === id);
  if (listed === undefined) return undefined;
  const { version, description, license } = listed;
  const pulledBytes = await treeBytes(stagingPath(store.modelsDir, id));
  const state = pulledBytes > 0 ? "partial" : "available";
  const facts = { id, state, version, description, license } as const;
  const bytes = catalogueBytes(listed);
  return { ...facts, bytes, pulledBytes, dir: undefined, problem: undefined };
}

async function inFolder(
  id: string,
  dir: string,
  state: "installed" | "embedded",
): Promise<StoredModel | undefined> {
  const facts = { id, dir, pulledBytes: 0 };
  try {
    const { version, description, license, files } = await ModelFolder.readManifest(dir);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { ...facts, state, version, description, license, bytes, problem: undefined };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const bytes = await treeBytes(dir);
    const unknown = { version: "", description: "", license: "" };
    return { ...facts, ...unknown, state: "damaged", bytes, problem };
  }
}

/** Bytes that a folder takes on the disk; 0 where there is none. */
async function treeBytes(path: string): Promise<number> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) return await bytesOnDisk(path);
  let bytes = 0;
  for (const name of await readdir(path)) bytes += await treeBytes(join(path, name));
  return bytes;
}

/** The manifest of a model that is there. @throws SottoError MODEL_UNUSABLE; StoreError notInstalled. */
export async function manifestOf(model: StoredModel): Promise<Manifest> {
  return await ModelFolder.readManifest(folderOf(model));
}

/** Where a model lies. @throws StoreError notInstalled with what to do. */
export function folderOf({ id, dir }: StoredModel): string {
  if (dir !== undefined) return dir;
  throw new StoreError(
    "notInstalled",
    `${id} is not on this machine: \`sotto models pull ${id}\` brings it.`,
  );
}
