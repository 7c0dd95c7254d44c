import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Makes `folder`, and those above it where they are missing, for this user alone. Node's own `recursive` spins for ever
 * in file systems that take no folders but say ENOENT, such as /proc.
 * @throws Error of the system (with its `code`) where it can't be made.
 */
export async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What is there and is no folder shows when it is read.
    if (code === "EEXIST") return;
    const parent = dirname(path);
    if (code !== "ENOENT" || parent === path) throw error;
    await makeFolder(parent);
    await mkdir(path, { mode: 0o700 });
  }
}
