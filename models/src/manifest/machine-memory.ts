import { readFileSync } from "node:fs";
import { posix } from "node:path";

/** How much memory may still be taken, and what sets that limit. */
export interface MemoryAvailable {
  readonly bytes: number;
  /** What sets the limit, for people to read: `the machine`, or `the control group /…`. */
  readonly limitedBy: string;
}

/** Reads a small text file; `undefined` where it can't be read. Injected in tests. */
export type ReadText = (path: string) => string | undefined;

const CGROUP_ROOT = "/sys/fs/cgroup";

/** The levels of nested control groups that are looked at, at most. */
const CGROUP_LEVELS_MAX = 32;

/**
 * The memory that this process may still take: what Linux tells to be available, or what is left in its control group
 * or one above it (cgroup v2, or v1's memory controller), whichever is least. `undefined` where the machine doesn't
 * tell (not Linux).
 */
export function memoryAvailable(readText: ReadText = readTextFile): MemoryAvailable | undefined {
  const machine = machineAvailable(readText);
  const groups = cgroupsAvailable(readText);
  const all = machine === undefined ? groups : [machine, ...groups];
  return all.reduce<MemoryAvailable | undefined>(
    (least, next) => (least === undefined || next.bytes < least.bytes ? next : least),
    undefined,
  );
}

function machineAvailable(readText: ReadText): MemoryAvailable | undefined {
  const match = /^MemAvailable:\s+(\d+) kB$/m.exec(readText("/proc/meminfo") ?? "");
  return match === null ? undefined : { bytes: Number(match[1]) * 1024, limitedBy: "the machine" };
}

/** The files of one version of control groups. */
interface CgroupFiles {
  readonly root: string;
  readonly limit: string;
  readonly usage: string;
  /** The line of memory.stat with the page cache that the kernel gives back first. */
  readonly reclaimable: string;
}

const V2: CgroupFiles = {
  root: CGROUP_ROOT,
  limit: "memory.max",
  usage: "memory.current",
  reclaimable: "inactive_file",
};

const V1: CgroupFiles = {
  root: `${CGROUP_ROOT}/memory`,
  limit: "memory.limit_in_bytes",
  usage: "memory.usage_in_bytes",
  reclaimable: "total_inactive_file",
};

function cgroupsAvailable(readText: ReadText): MemoryAvailable[] {
  const found: MemoryAvailable[] = [];
  for (const line of (readText("/proc/self/cgroup") ?? "").split("\n")) {
    // "0::/path" is v2; "N:controllers:/path" is v1.
    const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
    if (match === null) continue;
    const [, controllers = "", path = "/"] = match;
    if (controllers === "") found.push(...groupAndParents(V2, path, readText));
    if (controllers.split(",").includes("memory")) {
      found.push(...groupAndParents(V1, path, readText));
    }
  }
  return found;
}

/** What is left in the group at `path` and in each above it: a limit of any of them binds. */
function groupAndParents(files: CgroupFiles, path: string, readText: ReadText): MemoryAvailable[] {
  const found: MemoryAvailable[] = [];
  let at = posix.normalize(path);
  for (let level = 0; level < CGROUP_LEVELS_MAX; level++) {
    const left = groupLeft(files, at, readText);
    if (left !== undefined) found.push({ bytes: left, limitedBy: `the control group ${at}` });
    if (at === "/") break;
    at = posix.dirname(at);
  }
  return found;
}

function groupLeft(files: CgroupFiles, path: string, readText: ReadText): number | undefined {
  const read = (name: string): string | undefined => readText(posix.join(files.root, path, name));
  const limit = Number(read(files.limit)?.trim());
  const usage = Number(read(files.usage)?.trim());
  // "max" is no number; v1 writes "no limit" as a number near 2^63.
  if (!Number.isFinite(limit) || !Number.isFinite(usage) || limit >= 2 ** 60) return undefined;
  const stat = new RegExp(`^${files.reclaimable} (\\d+)$`, "m").exec(read("memory.stat") ?? "");
  return Math.max(0, limit - usage + Number(stat?.[1] ?? 0));
}

function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Not there, or not for us: then it sets no limit that we know of.
    return undefined;
  }
}
