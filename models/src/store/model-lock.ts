import { randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { link, readFile, rename, rmdir, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { stagingPath } from "./staging.js";
import { makeFolder } from "./store-disk.js";
import { codeOf, StoreError, storageError } from "./store-error.js";

/** Who holds a lock. */
export interface LockHolder {
  readonly pid: number;
  /** When the process began, in the kernel's ticks, so that a number used again is not taken for it. */
  readonly started: string;
  /** The boot and the process namespace in which the number means something. */
  readonly machine: string;
}

/** The times that something is tried that others may undo at the same moment. */
const ATTEMPTS = 3;

/**
 * Holds the lock of the model `id` in `modelsDir` while `work` runs, so that two commands don't fight over its files. A
 * lock whose holder died is taken over.
 * @throws StoreError busy, where another process holds it; storage.
 */
export async function withModelLock<T>(
  modelsDir: string,
  id: string,
  work: () => Promise<T>,
  self: LockHolder = thisProcess(),
): Promise<T> {
  const path = `${stagingPath(modelsDir, id)}.lock`;
  const text = JSON.stringify({ ...self, token: randomBytes(8).toString("hex") });
  try {
    await acquire(path, text, id, self);
    try {
      return await work();
    } finally {
      await unlink(path).catch(() => undefined);
    }
  } finally {
    // Where others still need it, it is not empty.
    await rmdir(dirname(path)).catch(() => undefined);
  }
}

async function acquire(path: string, text: string, id: string, self: LockHolder): Promise<void> {
  const own = `${path}.${randomBytes(8).toString("hex")}`;
  try {
    await written(own, text);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await linked(own, path)) return;
      const found = await readFile(path, "utf8").catch(() => "");
      // Gone in the meantime: try again at once.
      if (found !== "") {
        refuseLiving(found, path, id, self);
        await takeAway(path, found);
      }
    }
  } catch (error) {
    throw storageError(path, error);
  } finally {
    await unlink(own).catch(() => undefined);
  }
  throw new StoreError("busy", `Others work on ${id} at this moment: try again.`, {
    temporary: true,
  });
}

/** Writes the lock's text beside it. The folder may go at any moment, when another command has left it empty. */
async function written(own: string, text: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await makeFolder(dirname(own));
    try {
      await writeFile(own, text, { flag: "wx" });
      return;
    } catch (error) {
      if (codeOf(error) !== "ENOENT" || attempt === ATTEMPTS) throw error;
    }
  }
}

/** A link is made or not, never half: unlike a new file, it holds its text from the beginning. */
async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Removes the lock that holds `stale`; one that was made in the meantime is put back. */
async function takeAway(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomBytes(8).toString("hex")}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, "utf8")) !== stale) await linked(aside, path);
  await unlink(aside);
}

function refuseLiving(text: string, path: string, id: string, self: LockHolder): void {
  const holder = parseHolder(text);
  if (holder === undefined) return;
  if (holder.machine !== self.machine) {
    throw new StoreError(
      "busy",
      `Another machine or container works on ${id} in this folder: wait for it. Where none does, remove ${path}.`,
      { temporary: true },
    );
  }
  if (startOf(holder.pid) !== holder.started) return;
  throw new StoreError(
    "busy",
    `Process ${holder.pid} works on ${id} already: wait for it to end.`,
    {
      temporary: true,
    },
  );
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const { pid, started, machine } = JSON.parse(text) as Partial<LockHolder>;
    if (pid === undefined || started === undefined || machine === undefined) return undefined;
    return { pid, started, machine };
  } catch {
    return undefined;
  }
}

/** This process, as the holder of a lock. */
export function thisProcess(): LockHolder {
  const { pid } = process;
  return { pid, started: startOf(pid) ?? "", machine: machineName() };
}

/** When the process with this number began; `undefined` where there is none. */
function startOf(pid: number): string | undefined {
  try {
    // The name of the program stands in brackets and may hold anything; the 20th field behind it is the time.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[19];
  } catch {
    return livesWithoutProc(pid) ? "" : undefined;
  }
}

/** Where there is no /proc, a process can only be asked whether it is there. */
function livesWithoutProc(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function machineName(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return process.platform;
  }
}
