import type { BenchRow, VoiceBenchReport } from "./bench-voices.js";
import { type Column, mebibytes, plainTable } from "./table.js";

const MB = 1e6;

/** The report for people: what was measured and how, times, and ratios to the first model. */
export function renderBench({ machine, turns, rows }: VoiceBenchReport): string {
  const [first] = rows;
  if (first === undefined) throw new Error("Cannot render: nothing was measured");
  const { speed } = first;
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}`,
    `One thread each, in turn, ${turns} turns of ${speed.rounds / turns} rounds; the best of all rounds, in brackets the ratio`,
    `to ${first.model}. RTF: text to samples in chunks of ${speed.chunkMs} ms. First: from the text of a sentence of about`,
    "four seconds to the first 100 ms of sound. CPU: the same in CPU time, about what a machine takes that does nothing",
    "else. Load: to an engine that is warm. RSS: the most of the process, less what it had before loading.",
    "",
    ...plainTable(columnsFor(first), rows),
    "",
  ].join("\n");
}

function columnsFor(first: BenchRow): readonly Column<BenchRow>[] {
  const compared = (of: (row: BenchRow) => number, show: (value: number) => string) => {
    return (row: BenchRow): string => `${show(of(row))} (${(of(row) / of(first)).toFixed(2)})`;
  };
  const fixed = (digits: number) => (value: number) => value.toFixed(digits);
  const megabytes = (bytes: number): string => (bytes / MB).toFixed(1);
  return [
    ["model", ({ model }) => model],
    ["voice", ({ voice }) => voice],
    ["graphs MB", compared(({ graphBytes }) => graphBytes, megabytes)],
    ["RTF", compared(({ speed }) => speed.realTimeFactor.best, fixed(4))],
    ["CPU", compared(({ speed }) => speed.cpuFactor.best, fixed(4))],
    ["first ms", compared(({ speed }) => speed.firstSoundMs.best, fixed(1))],
    ["CPU ms", compared(({ speed }) => speed.firstSoundCpuMs.best, fixed(1))],
    ["load ms", compared(({ speed }) => speed.loadMs, fixed(0))],
    ["RSS MiB", compared(({ speed }) => speed.rssPeakBytes - speed.rssBeforeBytes, mebibytes)],
  ];
}
