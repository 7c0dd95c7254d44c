import type { FileHandle } from "node:fs/promises";
import type { CatalogueFile, PackageEntry } from "./catalogue.js";
import { hashRange } from "./file-hash.js";
import type { ProgressMeter, PullTools } from "./pull-tools.js";
import { SourceFailure } from "./source-failure.js";
import type { Staging } from "./staging.js";
import { openToRead, openToWrite, removeTree } from "./store-disk.js";
import { storageError } from "./store-error.js";

/**
 * Files that are put together from pieces. No list says which are there: a piece is there when its bytes have its hash, so
 * that nothing can be out of step after a crash.
 */
export class Pieces {
  readonly #staging: Staging;
  readonly #tools: PullTools;
  readonly #missing: Map<string, CatalogueFile>;
  readonly #done = new Set<string>();

  constructor(staging: Staging, missing: readonly CatalogueFile[], tools: PullTools) {
    this.#staging = staging;
    this.#tools = tools;
    this.#missing = new Map(missing.map((file) => [file.path, file]));
  }

  /** Looks which of `entries` an earlier pull left. */
  async recall(entries: readonly PackageEntry[], meter: ProgressMeter): Promise<void> {
    const { signal } = this.#tools;
    for (const entry of entries.filter((one) => this.wants(one))) {
      const file = await openToRead(this.pathOf(entry.file));
      if (file === undefined) continue;
      try {
        const { offset, bytes } = entry;
        const onBytes = (read: number): void => {
          meter.add(entry.file, read);
        };
        const spec = { algorithm: "sha256" as const, offset, bytes, signal, onBytes };
        if ((await hashRange(file, spec)) === entry.sha256) this.#done.add(keyOf(entry));
      } finally {
        await file.close();
      }
    }
  }

  /** Whether a piece is still to be had. */
  wants(entry: PackageEntry): boolean {
    return this.#missing.has(entry.file) && !this.#done.has(keyOf(entry));
  }

  /** Where the pieces of a file are put together. */
  pathOf(file: string): string {
    return this.#staging.partialPath(`${file}.pieces`);
  }

  /**
   * Writes a piece where it belongs, and checks it as it lies on the disk.
   * @throws SourceFailure where it is not the right one.
   */
  async write(entry: PackageEntry, content: AsyncIterable<Uint8Array>): Promise<void> {
    const path = this.pathOf(entry.file);
    const file = await openToWrite(path);
    try {
      let at = entry.offset;
      for await (const chunk of content) {
        this.#tools.signal.throwIfAborted();
        await this.#tools.disk.write(file, chunk, at);
        at += chunk.length;
      }
      await this.#check(file, entry);
    } catch (error) {
      throw storageError(path, error);
    } finally {
      await file.close();
    }
  }

  /** Keeps each file whose pieces are all there. */
  async keepWhole(entries: readonly PackageEntry[]): Promise<void> {
    for (const file of [...this.#missing.values()]) {
      const own = new Map(
        entries.filter(({ file: path }) => path === file.path).map((one) => [keyOf(one), one]),
      );
      const whole = own.size > 0 && [...own.keys()].every((key) => this.#done.has(key));
      if (whole) await this.#keep(file, [...own.keys()]);
    }
  }

  async #check(file: FileHandle, entry: PackageEntry): Promise<void> {
    const { offset, bytes, sha256 } = entry;
    const { signal } = this.#tools;
    const found = await hashRange(file, { algorithm: "sha256", offset, bytes, signal });
    if (found === sha256) {
      this.#done.add(keyOf(entry));
      return;
    }
    const message = `${entry.entry} is not the right one (SHA-256 differs)`;
    this.#tools.onEvent({ kind: "discarded", message: `${message}, and was thrown away.` });
    throw new SourceFailure("never", message);
  }

  async #keep(file: CatalogueFile, keys: readonly string[]): Promise<void> {
    const path = this.pathOf(file.path);
    const handle = await openToWrite(path);
    let found: string | undefined;
    try {
      // An earlier catalogue may have left a longer one.
      await handle.truncate(file.bytes);
      await handle.sync();
      const { signal } = this.#tools;
      const spec = { algorithm: "sha256" as const, offset: 0, bytes: file.bytes, signal };
      found = await hashRange(handle, spec);
    } finally {
      await handle.close();
    }
    if (found === file.sha256) {
      await this.#staging.keep(file, path);
      this.#missing.delete(file.path);
      return;
    }
    for (const key of keys) this.#done.delete(key);
    await removeTree(path);
    throw new SourceFailure("never", `${file.path} is not right, though its pieces are`);
  }
}

/** Pieces are told apart by their place: several packages may hold the same. */
function keyOf({ file, offset }: PackageEntry): string {
  return `${offset} ${file}`;
}
