import type { PullProgress } from "@sotto/models/store";
import { type CliIo, writeNote } from "./cli-io.js";
import { mebibytes } from "./mebibytes.js";
import { ProgressLine } from "./progress-line.js";

/** The rate is that of about so many milliseconds. */
const RATE_WINDOW_MS = 3000;

/** Without a terminal there is a line for every so many hundredths. */
const PLAIN_STEP_PERCENT = 10;

const BAR_CELLS = 20;

const PHASES = { check: "checking", download: "fetching", unpack: "unpacking" } as const;

/**
 * Tells how far a pull is: on a terminal by a bar with bytes, rate and the time that is left; otherwise by a plain line
 * now and then; not at all with `--json`.
 */
export class PullReport {
  readonly #io: CliIo;
  readonly #nowMs: () => number;
  readonly #line: ProgressLine;
  #phase: PullProgress["phase"] | undefined;
  #markBytes = 0;
  #markMs = 0;
  #bytesPerSecond: number | undefined;
  #saidPercent = 0;

  constructor(io: CliIo, nowMs: () => number) {
    this.#io = io;
    this.#nowMs = nowMs;
    this.#line = new ProgressLine(io);
  }

  /** Takes note of progress, and draws it where it is time to. */
  progress(progress: PullProgress): void {
    if (progress.phase !== this.#phase) this.#begin(progress);
    this.#measure(progress);
    this.#line.draw(() => progressText(progress, this.#bytesPerSecond));
    if (this.#io.stderr.isTTY !== true && progress.phase === "download") this.#plain(progress);
  }

  /** Says something beside the progress. */
  event(message: string): void {
    this.#line.clear();
    writeNote(this.#io, message);
  }

  /** Takes the progress away. */
  end(): void {
    this.#line.clear();
  }

  #begin({ phase, doneBytes, totalBytes }: PullProgress): void {
    this.#phase = phase;
    this.#markBytes = doneBytes;
    this.#markMs = this.#nowMs();
    // What there was before is no news.
    this.#saidPercent = percentOf(doneBytes, totalBytes);
  }

  #measure({ doneBytes, phase }: PullProgress): void {
    const passedMs = this.#nowMs() - this.#markMs;
    if (phase !== "download" || passedMs < RATE_WINDOW_MS) return;
    this.#bytesPerSecond = Math.max(0, ((doneBytes - this.#markBytes) / passedMs) * 1000);
    this.#markBytes = doneBytes;
    this.#markMs += passedMs;
  }

  #plain(progress: PullProgress): void {
    const percent = percentOf(progress.doneBytes, progress.totalBytes);
    if (percent < this.#saidPercent + PLAIN_STEP_PERCENT) return;
    this.#saidPercent = percent - (percent % PLAIN_STEP_PERCENT);
    writeNote(this.#io, `${this.#saidPercent} %, ${mebibytes(progress.doneBytes)}`);
  }
}

function percentOf(doneBytes: number, totalBytes: number): number {
  return totalBytes === 0 ? 0 : Math.floor((100 * doneBytes) / totalBytes);
}

/** One line: bar, share, bytes, rate, the time that is left, and what is at work. */
export function progressText(
  { phase, name, doneBytes, totalBytes }: PullProgress,
  bytesPerSecond: number | undefined,
): string {
  const word = PHASES[phase];
  // Looking at what is there has no end that is known before.
  if (phase === "check") return `${word} ${mebibytes(doneBytes)}  ${name}`;
  const cells = Math.floor((BAR_CELLS * percentOf(doneBytes, totalBytes)) / 100);
  const bar = `[${"#".repeat(cells)}${"-".repeat(BAR_CELLS - cells)}]`;
  const amount = `${percentOf(doneBytes, totalBytes)} %  ${mebibytes(doneBytes)} of ${mebibytes(totalBytes)}`;
  const rate = bytesPerSecond === undefined ? "" : `  ${mebibytes(bytesPerSecond)}/s`;
  const left = leftText(totalBytes - doneBytes, bytesPerSecond);
  return `${bar} ${amount}${phase === "download" ? `${rate}${left}` : ""}  ${word} ${name}`;
}

function leftText(bytes: number, bytesPerSecond: number | undefined): string {
  if (bytesPerSecond === undefined || bytesPerSecond < 1) return "";
  const seconds = Math.ceil(bytes / bytesPerSecond);
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `  ${seconds} s left` : `  ${minutes} min ${seconds % 60} s left`;
}
