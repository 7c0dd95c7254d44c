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
    "four seconds to the first 100 ms of sound. Load: to an engine that is warm. RSS: the process, its base taken off.",
    "",
    ...plainTable(columnsFor(first), rows),
    "",
  ].join("\n");
}

function columnsFor(first: BenchRow): readonly Column<BenchRow>[] {
  const compared = (of: (row: BenchRow) => number, show: (value: number) => string) => {
    return (row: BenchRow): string => `${show(of(row))} (${(of(row) / of(first)).toFixed(2)})`;
  };
  return [
    ["model", ({ model }) => model],
    ["voice", ({ voice }) => voice],
    [
      "graphs MB",
      compared(
        ({ graphBytes }) => graphBytes,
        (bytes) => (bytes / MB).toFixed(1),
      ),
    ],
    [
      "RTF",
      compared(
        ({ speed }) => speed.realTimeFactor.best,
        (value) => value.toFixed(4),
      ),
    ],
    [
      "first ms",
      compared(
        ({ speed }) => speed.firstSoundMs.best,
        (value) => value.toFixed(1),
      ),
    ],
    [
      "load ms",
      compared(
        ({ speed }) => speed.loadMs,
        (value) => value.toFixed(0),
      ),
    ],
    ["RSS MiB", compared(({ speed }) => speed.rssPeakBytes - speed.rssBeforeBytes, mebibytes)],
  ];
}
