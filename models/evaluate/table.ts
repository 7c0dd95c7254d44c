import type { EvaluationReport, VoiceMeans, VoiceReport } from "./report.js";
import type { Rounds } from "./speed.js";

const MIB = 1024 * 1024;
const MB = 1e6;

/** A column of a table: its title and what stands in it. */
export type Column<T> = readonly [title: string, cell: (row: T) => string];

/** Scores of one voice, by its model or by the teacher. */
export interface ScoreRow {
  readonly name: string;
  readonly clips: number;
  readonly means: VoiceMeans;
}

const SCORE_COLUMNS: readonly Column<ScoreRow>[] = [
  ["voice", ({ name }) => name],
  ["n", ({ clips }) => String(clips)],
  ["words wrong %", ({ means }) => digits(means.wordErrorsPercent, 1)],
  ["DNSMOS OVR", ({ means }) => digits(means.overall, 2)],
  ["SIG", ({ means }) => digits(means.signal, 2)],
  ["BAK", ({ means }) => digits(means.background, 2)],
  ["P.808", ({ means }) => digits(means.p808, 2)],
  ["F0 correlation", ({ means }) => digits(means.f0Correlation, 2)],
];

/** The scores of voices as a table, by `render`: {@link plainTable} or {@link markdownTable}. */
export function scoreTable(
  voices: readonly VoiceReport[],
  render: (columns: readonly Column<ScoreRow>[], rows: readonly ScoreRow[]) => string[],
): string[] {
  return render(SCORE_COLUMNS, scoreRows(voices));
}

/** The voice's row, and the teacher's where there is one. */
function scoreRows(voices: readonly VoiceReport[]): readonly ScoreRow[] {
  return voices.flatMap(({ voice, clips, means, teacher }) => {
    const own = { name: voice, clips, means };
    return teacher === null ? [own] : [own, { name: `${voice}, teacher`, clips, means: teacher }];
  });
}

/** The report for people. */
export function renderReport(report: EvaluationReport): string {
  const { model, machine, voices, chunkMs } = report;
  const lines = [
    `${model.id} ${model.version}, manifest ${model.manifestSha256.slice(0, 12)}, spoken in chunks of ${chunkMs} ms`,
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}`,
    "",
  ];
  if (voices.length > 0) lines.push(...scoreTable(voices, plainTable), "");
  return [...lines, ...factLines(report)].join("\n");
}

/** Sizes, speed, memory and streaming, a line each. */
export function factLines({ model, speed, streaming, cloning }: EvaluationReport): string[] {
  const graphs = Object.entries(model.size.graphs);
  const bytes = graphs.reduce((sum, [, size]) => sum + size, 0);
  const each = graphs.map(([name, size]) => `${name} ${(size / MB).toFixed(2)}`).join(", ");
  const lines = [`Graphs: ${(bytes / MB).toFixed(1)} MB (${each})`];
  if (speed !== null) {
    lines.push(
      `RTF of the whole pipeline, one thread, chunks of ${speed.chunkMs} ms: ${rounds(speed.realTimeFactor, 4)}; CPU time ${rounds(speed.cpuFactor, 4)}`,
      `First 100 ms of sound of a sentence of ${speed.firstSentenceSeconds.toFixed(1)} s: ${rounds(speed.firstSoundMs, 1)} ms; CPU time ${rounds(speed.firstSoundCpuMs, 1)} ms`,
      `Load ${speed.loadMs.toFixed(0)} ms; memory ${mebibytes(speed.rssBeforeBytes)} MiB before, ` +
        `${mebibytes(speed.rssLoadedBytes)} loaded, ${mebibytes(speed.rssPeakBytes)} at most`,
    );
  }
  if (streaming !== null) {
    const worst = Math.max(...streaming.plans.map(({ greatestDifference }) => greatestDifference));
    lines.push(
      `Streamed against one step, ${streaming.plans.length} plans of ${streaming.sentences} sentences: ${worst.toExponential(1)} at most`,
    );
  }
  return [...lines, ...cloningLines(cloning)];
}

/** What the cloning judge sums up, number by number, under its own names. */
function cloningLines(cloning: unknown): string[] {
  const { summary } = (cloning ?? {}) as { summary?: Readonly<Record<string, unknown>> };
  const told = Object.entries(summary ?? {}).filter(([, value]) => typeof value === "number");
  if (told.length === 0) return [];
  const numbers = told.map(([name, value]) => `${name} ${String(value)}`);
  return [`Clones of unseen speakers: ${numbers.join(", ")}`];
}

/** A table for a terminal. */
export function plainTable<T>(columns: readonly Column<T>[], rows: readonly T[]): string[] {
  const cells = [
    columns.map(([title]) => title),
    ...rows.map((row) => columns.map(([, cell]) => cell(row))),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
  return cells.map((line) =>
    line
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  "),
  );
}

/** A table in Markdown. */
export function markdownTable<T>(columns: readonly Column<T>[], rows: readonly T[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(([title]) => title)),
    line(columns.map(() => "---")),
    ...rows.map((row) => line(columns.map(([, cell]) => cell(row)))),
  ];
}

/** A number with so many digits after the point; a dash for what wasn't measured. */
export function digits(value: number | null, count: number): string {
  return value === null ? "–" : value.toFixed(count);
}

/** Bytes in MiB, whole. */
export function mebibytes(bytes: number): string {
  return (bytes / MIB).toFixed(0);
}

function rounds({ median, best }: Rounds, count: number): string {
  return `${median.toFixed(count)} (best ${best.toFixed(count)})`;
}
