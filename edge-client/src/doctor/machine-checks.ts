import { stat } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { type CheckFinding, type DoctorCheck, fail, ok, warn } from "./doctor.js";
import {
  cpuFeatures,
  freeDiskBytes,
  memoryFacts,
  type ReadText,
  readMachineText,
} from "./machine-facts.js";

/** What the machine checks look at; everything has a default that is this machine. */
export interface MachineCheckOptions {
  /** Where recordings and replies are written. */
  readonly folder: string;
  readonly readText?: ReadText;
  readonly arch?: string;
  readonly nodeVersion?: string;
  readonly nowMs?: () => number;
}

const MIB = 1024 * 1024;
/** The client itself needs less than 90 MiB. */
const MEMORY_FAIL_BYTES = 96 * MIB;
/** The offline voice needs about 200 MiB beside it. */
const MEMORY_WARN_BYTES = 300 * MIB;
/** An hour of 16-bit sound at 24 kHz is 165 MiB. */
const DISK_FAIL_BYTES = 16 * MIB;
const DISK_WARN_BYTES = 256 * MIB;
const NODE_MIN = { major: 20, minor: 19 } as const;

/** The checks of Node, processor, memory, disk and clock. */
export function machineChecks(options: MachineCheckOptions): DoctorCheck[] {
  const readText = options.readText ?? readMachineText;
  return [
    { name: "Node.js", run: () => Promise.resolve(checkNode(options.nodeVersion)) },
    { name: "processor", run: () => checkCpu(readText, options.arch ?? process.arch) },
    { name: "memory", run: () => checkMemory(readText) },
    { name: "disk", run: () => checkDisk(options.folder) },
    { name: "clock", run: () => checkClock(options.nowMs ?? Date.now) },
  ];
}

function checkNode(version = process.versions.node): CheckFinding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const enough = major > NODE_MIN.major || (major === NODE_MIN.major && minor >= NODE_MIN.minor);
  if (enough) return ok(version);
  return fail(version, `Install Node.js ${NODE_MIN.major}.${NODE_MIN.minor} or later.`);
}

async function checkCpu(readText: ReadText, arch: string): Promise<CheckFinding> {
  const features = await cpuFeatures(readText);
  const detail = `${arch}, ${cpus().length} cores${features.length === 0 ? "" : `, ${features.join(" ")}`}`;
  if (arch !== "arm64" && arch !== "x64") {
    return warn(
      `${detail}: no speech model runs here`,
      "Speak through a server, or install a 64-bit system for the offline voice.",
    );
  }
  if (arch === "x64" && !features.includes("avx2")) {
    return warn(
      `${detail}: without AVX2 a model is several times slower`,
      "Speak through a server.",
    );
  }
  return ok(detail);
}

async function checkMemory(readText: ReadText): Promise<CheckFinding> {
  const memory = await memoryFacts(readText);
  if (memory === undefined) return warn("cannot be told", 'Look at it with "free -m".');
  const limit = memory.limitedBy === "cgroup" ? " (limited by the control group)" : "";
  const detail = `${Math.floor(memory.availableBytes / MIB)} MiB available${limit}`;
  if (memory.availableBytes < MEMORY_FAIL_BYTES) {
    return fail(detail, "Close other programs, or raise the service's MemoryMax.");
  }
  if (memory.availableBytes < MEMORY_WARN_BYTES) {
    return warn(detail, "Enough to speak through a server, too little for the offline voice.");
  }
  return ok(detail);
}

async function checkDisk(folder: string): Promise<CheckFinding> {
  const free = await freeDiskBytes(folder);
  const detail = `${Math.floor(free / MIB)} MiB free for ${folder}`;
  if (free < DISK_FAIL_BYTES) return fail(detail, "Free some space before recording.");
  if (free < DISK_WARN_BYTES) return warn(detail, "Free some space: long recordings won't fit.");
  return ok(detail);
}

/** A board without a battery-backed clock starts in the past until the network tells it the time. */
async function checkClock(nowMs: () => number): Promise<CheckFinding> {
  const program = await stat(fileURLToPath(import.meta.url));
  const now = new Date(nowMs());
  if (now.getTime() >= program.mtimeMs - 24 * 3_600_000) return ok(now.toISOString());
  return fail(
    `${now.toISOString()}, which is before this program was built`,
    'Connect to the network and run "sudo timedatectl set-ntp true".',
  );
}
