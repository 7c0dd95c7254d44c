import { readFileSync } from "node:fs";

/** What the system tells of a process; `null` where it doesn't tell (it is not Linux, or the process has ended). */
export interface ProcessFacts {
  readonly rssBytes: number | null;
  /** The most that it ever had. */
  readonly peakRssBytes: number | null;
  /** User and system time so far. */
  readonly cpuSeconds: number | null;
}

/** Linux counts a process's time in hundredths of a second, whatever the kernel's own tick is (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** Where utime and stime stand in /proc/PID/stat, counted from after the name in parentheses. */
const USER_TICKS_INDEX = 11;
const SYSTEM_TICKS_INDEX = 12;

/** Looks a process up. */
export function processFacts(pid: number): ProcessFacts {
  const status = readOrEmpty(`/proc/${pid}/status`);
  return {
    rssBytes: kibibytes(status, "VmRSS"),
    peakRssBytes: kibibytes(status, "VmHWM"),
    cpuSeconds: cpuSeconds(readOrEmpty(`/proc/${pid}/stat`)),
  };
}

function kibibytes(status: string, name: string): number | null {
  const value = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
  return value === undefined ? null : Number(value) * 1024;
}

function cpuSeconds(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[USER_TICKS_INDEX]) + Number(fields[SYSTEM_TICKS_INDEX]);
  return Number.isNaN(ticks) ? null : ticks / TICKS_PER_SECOND;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
