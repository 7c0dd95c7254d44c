import { readFile, statfs } from "node:fs/promises";

/** Reads a file of /proc or /sys; `undefined` where there is none. Injected, so that tests bring their own machine. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** Reads the machine's own files. */
export const readMachineText: ReadText = (path) => readFile(path, "utf8").catch(() => undefined);

/** Memory that this process could still get, in bytes, and who limits it. */
export interface MemoryFacts {
  readonly availableBytes: number;
  readonly limitedBy: "machine" | "cgroup";
}

/** What is free: the lesser of the kernel's MemAvailable and what the control group (v2 or v1) leaves. */
export async function memoryFacts(readText: ReadText): Promise<MemoryFacts | undefined> {
  const meminfo = (await readText("/proc/meminfo")) ?? "";
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(meminfo)?.[1];
  const machine = kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  const group = await cgroupLeftBytes(readText);
  if (machine === undefined && group === undefined) return undefined;
  if (group !== undefined && group < (machine ?? Number.POSITIVE_INFINITY)) {
    return { availableBytes: group, limitedBy: "cgroup" };
  }
  return { availableBytes: machine ?? 0, limitedBy: "machine" };
}

async function cgroupLeftBytes(readText: ReadText): Promise<number | undefined> {
  const membership = (await readText("/proc/self/cgroup")) ?? "";
  const own = /^0::(\/.*)$/m.exec(membership)?.[1];
  const left: number[] = [];
  // Every group up to the root limits; within a container the mount may begin at our own group.
  for (const folder of [...ancestors(own ?? "/")].map((path) => `/sys/fs/cgroup${path}`)) {
    const max = Number((await readText(`${folder}memory.max`)) ?? Number.NaN);
    const current = Number((await readText(`${folder}memory.current`)) ?? Number.NaN);
    if (Number.isFinite(max) && Number.isFinite(current)) left.push(Math.max(0, max - current));
  }
  const v1 = "/sys/fs/cgroup/memory/memory";
  const limit = Number((await readText(`${v1}.limit_in_bytes`)) ?? Number.NaN);
  const usage = Number((await readText(`${v1}.usage_in_bytes`)) ?? Number.NaN);
  // Version 1 writes a number near 2^63 for "no limit".
  if (limit < 2 ** 60 && Number.isFinite(usage)) left.push(Math.max(0, limit - usage));
  return left.length === 0 ? undefined : Math.min(...left);
}

function* ancestors(path: string): Generator<string> {
  const parts = path.split("/").filter((part) => part !== "" && part !== "..");
  for (let length = parts.length; length >= 0; length--) {
    yield `/${parts.slice(0, length).join("/")}${length === 0 ? "" : "/"}`;
  }
}

/** The instruction sets that matter to speech models, of those in /proc/cpuinfo's flags or Features. */
export async function cpuFeatures(readText: ReadText): Promise<string[]> {
  const cpuinfo = (await readText("/proc/cpuinfo")) ?? "";
  const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? "";
  const matter = ["asimd", "asimddp", "fphp", "i8mm", "avx", "avx2", "avx512f", "avx512_vnni"];
  const flags = new Set(line.split(/\s+/));
  return matter.filter((feature) => flags.has(feature));
}

/** Free space for this user on the file system of `path`, in bytes. */
export async function freeDiskBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
