import { type EvaluationReport, meansOf } from "./report.js";
import { type Column, digits, markdownTable, mebibytes } from "./table.js";

const MB = 1e6;

/** Over all clips of a report, whatever the voice. */
function overall(report: EvaluationReport): ReturnType<typeof meansOf> {
  return meansOf(report.voices.flatMap(({ rows }) => rows));
}

function graphBytes({ model }: EvaluationReport): number {
  return Object.values(model.size.graphs).reduce((sum, bytes) => sum + bytes, 0);
}

const COLUMNS: readonly Column<EvaluationReport>[] = [
  ["variant", ({ model }) => model.id],
  ["graphs, MB", (report) => (graphBytes(report) / MB).toFixed(1)],
  ["RTF", ({ speed }) => digits(speed?.realTimeFactor.best ?? null, 4)],
  ["CPU s a second", ({ speed }) => digits(speed?.cpuFactor.best ?? null, 4)],
  ["first 100 ms, ms", ({ speed }) => digits(speed?.firstSoundMs.best ?? null, 1)],
  ["the same in CPU ms", ({ speed }) => digits(speed?.firstSoundCpuMs.best ?? null, 1)],
  ["RSS, MiB", ({ speed }) => (speed === null ? "–" : mebibytes(speed.rssPeakBytes))],
  ["DNSMOS OVR", (report) => digits(overall(report).overall, 2)],
  ["P.808", (report) => digits(overall(report).p808, 2)],
  ["words wrong %", (report) => digits(overall(report).wordErrorsPercent, 1)],
  ["F0 correlation", (report) => digits(overall(report).f0Correlation, 2)],
];

/** The variants of a model side by side, in Markdown: sizes, speed, and scores over the clips of all voices. */
export function variantTable(reports: readonly EvaluationReport[]): string[] {
  return markdownTable(COLUMNS, reports);
}
