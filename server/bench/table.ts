import type { BenchReport, LoadRow, ServerReport } from "./report.js";
import type { Percentiles } from "./statistics.js";

const MIB = 1024 * 1024;

/** The report for people. */
export function renderReport(report: BenchReport): string {
  const { machine, bareEngine, service, transport, added } = report;
  return [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; ${report.repeats} × ten sentences per stream`,
    "",
    "Engine alone, one thread",
    `  first audio ${percentiles(bareEngine.firstAudioMs)} ms (p50/p90/p95/p99)`,
    `  RTF ${number(bareEngine.realTimeFactor, 3)}, CPU ${number(bareEngine.cpuSecondsPerAudioSecond, 4)} s per second of sound`,
    "",
    ...renderServer("Server with the embedded voice", service),
    ...renderServer(
      "Server with the test engine at no cost: the ceiling of transport and service",
      transport,
    ),
    "What the service adds to the engine, one stream",
    `  first audio ${signed(added.firstAudioP50Ms)} ms at p50 (× ${number(added.firstAudioRatio, 2)}), CPU × ${number(added.cpuRatio, 3)}`,
    "",
    ...renderRest(report),
  ].join("\n");
}

function renderRest({ capacity, cancel, neverReading }: BenchReport): string[] {
  const lines = [];
  if (capacity !== undefined) {
    lines.push(
      `Long streams: ${capacity.admitted} admitted, ${capacity.inRealTime} of them in real time ` +
        `(0.9 × cores / RTF = ${capacity.expected}); ${number(capacity.realTimeFactorX, 1)} × real time together`,
    );
  }
  const perClient = neverReading.serverBytesPerClient;
  return [
    ...lines,
    `Cancel to idle: ${percentiles(cancel.idleMs)} ms (p50/p90/p95/p99 of ${cancel.calls}), ` +
      `${number(cancel.stepsAfterIdle, 0)} steps after it`,
    `Clients that never read: ${number(perClient === null ? null : perClient / 1024, 0)} KiB of the server each ` +
      `(${neverReading.clients} clients, garbage not yet collected included)`,
    "",
  ];
}

const COLUMNS: readonly (readonly [
  title: string,
  width: number,
  cell: (row: LoadRow) => string,
])[] = [
  ["streams", 7, (row) => String(row.streams)],
  ["first audio ms", 27, (row) => percentiles(row.firstAudioMs)],
  ["between chunks ms", 27, (row) => percentiles(row.interChunkMs)],
  ["RTF", 6, (row) => number(row.realTimeFactor, 3)],
  ["RTFX", 7, (row) => number(row.realTimeFactorX, 1)],
  ["in real time", 12, (row) => `${row.streamsInRealTime}/${row.streams}`],
  ["busy", 5, (row) => String(row.callsBusy)],
  ["failed", 6, (row) => String(row.callsFailed)],
  ["msg/s", 6, (row) => number(row.messagesPerSecond, 0)],
  ["CPU s/s", 7, (row) => number(row.serverCpuSecondsPerAudioSecond, 4)],
  ["loop p99 ms", 11, (row) => number(row.eventLoopDelayP99Ms, 1)],
  ["RSS MiB", 7, (row) => mebibytes(row.serverRssBytes)],
];

function renderServer(title: string, { rows, peakRssBytes }: ServerReport): string[] {
  const line = (cells: readonly string[]): string => {
    return `  ${cells.map((cell, i) => cell.padStart(COLUMNS[i]?.[1] ?? 0)).join("  ")}`;
  };
  return [
    `${title} (percentiles: p50/p90/p95/p99; peak RSS ${mebibytes(peakRssBytes)} MiB)`,
    line(COLUMNS.map(([name]) => name)),
    ...rows.map((row) => line(COLUMNS.map(([, , cell]) => cell(row)))),
    "",
  ];
}

function percentiles({ p50, p90, p95, p99 }: Percentiles): string {
  return [p50, p90, p95, p99].map((value) => number(value, 1)).join("/");
}

function signed(value: number | null): string {
  return value !== null && value >= 0 ? `+${number(value, 1)}` : number(value, 1);
}

function mebibytes(bytes: number | null): string {
  return number(bytes === null ? null : bytes / MIB, 0);
}

function number(value: number | null, digits: number): string {
  return value === null ? "–" : value.toFixed(digits);
}
