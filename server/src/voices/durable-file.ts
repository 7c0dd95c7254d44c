import { randomBytes } from "node:crypto";
import { type FileHandle, open, readdir, rename, rm, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";

const TEMPORARY_PATTERN = /^\.[0-9a-f]{16}\.tmp$/;

/**
 * Writes a file so that, whenever the process or the machine dies, it is there whole or not at all, and stays once this
 * has resolved: a temporary file in the same folder is written and synced, renamed, and the folder synced.
 *
 * @throws Error of `fs` (ENOSPC, EACCES, EROFS, …); the temporary file is removed.
 */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${randomBytes(8).toString("hex")}.tmp`);
  try {
    const file = await open(temporary, "wx", 0o600);
    await finishAndClose(file, async () => {
      await file.writeFile(bytes);
      await file.sync();
    });
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Deletes a file for good, once this has resolved. @throws Error of `fs`; ENOENT where there is none. */
export async function deleteDurably(path: string): Promise<void> {
  await unlink(path);
  await syncFolder(dirname(path));
}

/** Removes what killed writes left in `folder`. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (TEMPORARY_PATTERN.test(name)) await rm(join(folder, name), { force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await finishAndClose(handle, () => handle.sync());
}

async function finishAndClose(handle: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await handle.close();
  }
}
