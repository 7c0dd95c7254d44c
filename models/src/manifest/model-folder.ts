import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, open, readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { MANIFEST_FILE, type Manifest, type ManifestFile, parseManifest } from "./manifest.js";
import { modelUnusable } from "./model-unusable.js";

/** Longest manifest that is read, in bytes. */
const MANIFEST_BYTES_MAX = 1 << 20;

const REFETCH =
  "Restore the model's folder from where it came (npm ci, git checkout, or `sotto models pull`)";

/**
 * A model's folder whose content is that of its manifest. Every file is checked on the very bytes that are handed out,
 * so that nothing can be changed between check and use.
 */
export class ModelFolder {
  readonly #dir: string;
  readonly manifest: Manifest;

  private constructor(dir: string, manifest: Manifest) {
    this.#dir = dir;
    this.manifest = manifest;
  }

  /**
   * Opens the folder `dir`: reads its manifest and checks that its files are those listed, each a regular file of the
   * listed size, and no others.
   * @throws SottoError MODEL_UNUSABLE naming the file.
   */
  static async open(dir: string): Promise<ModelFolder> {
    const folder = new ModelFolder(dir, await ModelFolder.readManifest(dir));
    await folder.#checkListing();
    return folder;
  }

  /**
   * Reads the manifest of the folder `dir` alone.
   * @throws SottoError MODEL_UNUSABLE.
   */
  static async readManifest(dir: string): Promise<Manifest> {
    const path = join(dir, MANIFEST_FILE);
    const bytes = await withFile(path, async (file) => {
      const { size } = await file.stat();
      if (size > MANIFEST_BYTES_MAX) throw unusableFile(path, "is too large for a manifest");
      return readExactly(file, path, size);
    });
    return parseManifest(bytes, path);
  }

  /**
   * The bytes of the file `name`, whose SHA-256 is that of the manifest. The caller owns them.
   * @throws SottoError MODEL_UNUSABLE where the file isn't listed, is missing, a link, or altered.
   */
  async read(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const path = join(this.#dir, name);
    const listed = this.manifest.files.find((file) => file.path === name);
    if (listed === undefined) throw unusableFile(path, "is not listed in the manifest");
    const bytes = await withFile(path, (file) => readExactly(file, path, listed.bytes));
    if (createHash("sha256").update(bytes).digest("hex") !== listed.sha256) {
      throw unusableFile(path, "is not the one that the manifest lists (its SHA-256 differs)");
    }
    return bytes;
  }

  async #checkListing(): Promise<void> {
    const listed = new Map(this.manifest.files.map((file) => [file.path, file]));
    for (const name of await filesIn(this.#dir, [...listed.keys()])) {
      if (name !== MANIFEST_FILE && !listed.has(name)) {
        throw unusableFile(join(this.#dir, name), "is not listed in the manifest");
      }
    }
    for (const file of listed.values()) await this.#checkSize(file);
  }

  async #checkSize({ path: name, bytes }: ManifestFile): Promise<void> {
    const path = join(this.#dir, name);
    const { size } = await withFile(path, (file) => file.stat());
    if (size !== bytes) {
      throw unusableFile(path, `has ${size} bytes where the manifest lists ${bytes}`);
    }
  }
}

/**
 * What lies in `dir`, and in those of its folders that `listed` names files in. Such a folder must be one, not a link to
 * another place.
 */
async function filesIn(dir: string, listed: readonly string[]): Promise<string[]> {
  const folders = new Set(listed.map((path) => posix.dirname(path)).filter((at) => at !== "."));
  const names = (await readdir(dir)).filter((name) => !folders.has(name));
  for (const folder of folders) {
    const path = join(dir, folder);
    const inside = await lstat(path).catch(() => undefined);
    if (inside?.isDirectory() !== true) throw unusableFile(path, "is missing, or is no folder");
    names.push(...(await readdir(path)).map((name) => posix.join(folder, name)));
  }
  return names;
}

/** Opens a regular file that is no link, lets `use` work with it, and closes it. */
async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle;
  try {
    // O_NONBLOCK: opening a FIFO that somebody put there must not wait for its writer.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw unusableFile(path, whyNotOpened(error), error);
  }
  try {
    if (!(await file.stat()).isFile()) throw unusableFile(path, "is no regular file");
    return await use(file);
  } finally {
    await file.close();
  }
}

function whyNotOpened(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "is missing";
  if (code === "ELOOP") return "is a symbolic link, which is not followed";
  if (code === "EACCES") return "may not be read by this user";
  return "can't be opened";
}

/** Reads a file of exactly `size` bytes into one buffer. */
async function readExactly(
  file: FileHandle,
  path: string,
  size: number,
): Promise<Uint8Array<ArrayBuffer>> {
  // One byte more than is wanted, so that a longer file shows.
  const buffer = new Uint8Array(size + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  if (length !== size) throw unusableFile(path, `doesn't have the ${size} bytes that are listed`);
  return buffer.subarray(0, size);
}

function unusableFile(path: string, what: string, cause?: unknown): Error {
  return modelUnusable(`The model file ${path} ${what}. ${REFETCH}.`, `${path} ${what}`, cause);
}
