import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { EngineSource } from "../src/engine-loader.js";
import type { Sentence } from "./sentences.js";

/** Median and best of several rounds. On a machine that also does other things the best is nearest to the truth. */
export interface Rounds {
  readonly median: number;
  readonly best: number;
}

/** What an engine takes, measured in a process of its own on one thread. */
export interface SpeedReport {
  /** Time a second of sound, text front end included. */
  readonly realTimeFactor: Rounds;
  /** CPU time a second of sound: what the real-time factor would be if nothing else ran. */
  readonly cpuFactor: Rounds;
  /** From the text of a sentence of about 4 s to the first 100 ms of sound. */
  readonly firstSoundMs: Rounds;
  /** The same in CPU time. */
  readonly firstSoundCpuMs: Rounds;
  /** Seconds of that sentence. */
  readonly firstSentenceSeconds: number;
  /** From the call to the engine, ready and warm, its code included. */
  readonly loadMs: number;
  /** Resident memory before loading, after it, and the most there was. */
  readonly rssBeforeBytes: number;
  readonly rssLoadedBytes: number;
  readonly rssPeakBytes: number;
  readonly rounds: number;
  readonly chunkMs: number;
}

/** What the measuring process is told, as JSON on its command line. */
export interface SpeedTask {
  readonly source: EngineSource;
  readonly voice: string;
  readonly sentences: readonly Sentence[];
  readonly chunkMs: number;
  readonly rounds: number;
}

const CHILD = fileURLToPath(new URL("./speed-child.js", import.meta.url));
const OUTPUT_BYTES_MAX = 1 << 20;

/** Measures an engine in a process of its own, so that memory and loading are its alone. */
export async function measureSpeed(task: SpeedTask): Promise<SpeedReport> {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, JSON.stringify(task)], {
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  return JSON.parse(stdout) as SpeedReport;
}

/** Median and least of a list that isn't empty. */
export function roundsOf(values: readonly number[]): Rounds {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    best: sorted[0] ?? Number.NaN,
  };
}

/** Measurements of one engine taken in turn with another's, as one. */
export function joinSpeeds(reports: readonly SpeedReport[]): SpeedReport {
  const [first] = reports;
  if (first === undefined) throw new Error("Cannot join: there are no measurements");
  const least = (of: (report: SpeedReport) => number): number => Math.min(...reports.map(of));
  const both = (of: (report: SpeedReport) => Rounds): Rounds => ({
    median: roundsOf(reports.map((report) => of(report).median)).median,
    best: least((report) => of(report).best),
  });
  return {
    ...first,
    realTimeFactor: both((report) => report.realTimeFactor),
    cpuFactor: both((report) => report.cpuFactor),
    firstSoundMs: both((report) => report.firstSoundMs),
    firstSoundCpuMs: both((report) => report.firstSoundCpuMs),
    loadMs: least((report) => report.loadMs),
    rssLoadedBytes: least((report) => report.rssLoadedBytes),
    rssPeakBytes: least((report) => report.rssPeakBytes),
    rounds: reports.reduce((sum, report) => sum + report.rounds, 0),
  };
}
