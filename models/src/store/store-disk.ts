import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, rm, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { codeOf, storageError } from "./store-error.js";

/** What the store needs of a disk beyond plain files; injected so that tests can have a full one. */
export interface StoreDisk {
  /** Free space for this user on the file system of `path`, in bytes; of the nearest folder above that is there. */
  freeBytes(path: string): Promise<number>;
  /** Writes `bytes` into `file` at `offset`, all of them. */
  write(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void>;
}

/** The machine's own disk. */
export const machineDisk: StoreDisk = {
  freeBytes: async (path) => {
    for (let at = resolve(path); ; at = dirname(at)) {
      try {
        const { bavail, bsize } = await statfs(at);
        return bavail * bsize;
      } catch (error) {
        if (codeOf(error) !== "ENOENT" || dirname(at) === at) throw storageError(at, error);
      }
    }
  },
  write: async (file, bytes, offset) => {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done);
      done += bytesWritten;
    }
  },
};

/**
 * Opens a file to be read and written, made where it is missing; links are not followed. The caller closes it.
 * @throws StoreError storage.
 */
export async function openToWrite(path: string): Promise<FileHandle> {
  const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    return await open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o644);
  } catch (error) {
    throw storageError(path, error);
  }
}

/** Opens a regular file to be read; `undefined` where there is none, or only a link. The caller closes it. */
export async function openToRead(path: string): Promise<FileHandle | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if ((await file.stat()).isFile()) return file;
    await file.close();
    return undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes `folder` and those above it. Node's own `recursive` spins for ever in file systems that take no folders but say
 * ENOENT, such as /proc.
 * @throws StoreError storage or diskFull.
 */
export async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    const parent = dirname(path);
    if (codeOf(error) !== "ENOENT" || parent === path) throw storageError(path, error);
    await makeFolder(parent);
    await mkdir(path).catch((again: unknown) => {
      if (codeOf(again) !== "EEXIST") throw storageError(path, again);
    });
  }
}

/** Makes what was renamed into or out of `folder` last. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes a file or a folder with all that is in it; a link itself, never what it leads to. */
export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/** Bytes that the file takes on the disk, holes left out; 0 where there is none. */
export async function bytesOnDisk(path: string): Promise<number> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isFile() === true ? found.blocks * 512 : 0;
}
