import type { Percentiles } from "./statistics.js";

/** What the benchmark found; with `--json` it is printed as it is. `null` is what could not be measured here. */
export interface BenchReport {
  readonly machine: MachineReport;
  /** Repeats of the ten sentences on each stream. */
  readonly repeats: number;
  readonly bareEngine: BareEngineReport;
  /** The server with the embedded voice. */
  readonly service: ServerReport;
  /** The server with the test engine, which costs nothing: what transport and service could do at the most. */
  readonly transport: ServerReport;
  readonly added: AddedReport;
  /** Absent in quick runs. */
  readonly capacity?: CapacityReport;
  readonly cancel: CancelReport;
  readonly neverReading: NeverReadingReport;
}

/** What it ran on. */
interface MachineReport {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
}

/** The engine alone on one thread, without service and without a worker. */
export interface BareEngineReport {
  /** From text to the first samples. */
  readonly firstAudioMs: Percentiles;
  /** Wall time over duration of sound. */
  readonly realTimeFactor: number;
  readonly cpuSecondsPerAudioSecond: number;
  readonly audioSeconds: number;
}

/** A server under load. */
export interface ServerReport {
  readonly rows: readonly LoadRow[];
  /** The most resident memory that the server's process had in all rows. */
  readonly peakRssBytes: number | null;
}

/** One number of concurrent streams, each of which has the ten sentences spoken one after the other. */
export interface LoadRow {
  readonly streams: number;
  /** From the call to the first sound, at the client. */
  readonly firstAudioMs: Percentiles;
  /** Between one audio message and the next, at the client. */
  readonly interChunkMs: Percentiles;
  /** The server's own figure, averaged over the calls. */
  readonly realTimeFactor: number | null;
  /** Seconds of sound that the server gave in a second (RTFX), all streams together. */
  readonly realTimeFactorX: number;
  /** Streams of which no chunk ever came late, in the worst repeat. */
  readonly streamsInRealTime: number;
  readonly callsBusy: number;
  readonly callsFailed: number;
  readonly messagesPerSecond: number;
  readonly serverCpuSecondsPerAudioSecond: number | null;
  readonly serverRssBytes: number | null;
  readonly eventLoopDelayP99Ms: number | null;
}

/** What the service adds to the bare engine, with one stream. */
export interface AddedReport {
  readonly firstAudioP50Ms: number | null;
  readonly firstAudioRatio: number | null;
  readonly cpuRatio: number | null;
}

/** How many long streams are held in real time at once. */
export interface CapacityReport {
  /** Streams that the server admitted before it said BUSY. */
  readonly admitted: number;
  /** Those of them of which no chunk came late. */
  readonly inRealTime: number;
  /** 0.9 × cores / RTF of the bare engine. */
  readonly expected: number;
  readonly realTimeFactorX: number;
}

/** Calls that were cancelled while they spoke. */
export interface CancelReport {
  readonly calls: number;
  /** From the cancel to the server's report that it holds no stream any more; a scrape of its metrics is included. */
  readonly idleMs: Percentiles;
  /** Engine steps that were begun after that; must be 0. */
  readonly stepsAfterIdle: number | null;
}

/** Clients that ask for speech and never read. */
export interface NeverReadingReport {
  readonly clients: number;
  /** Growth of the server's resident memory, garbage that is not yet collected included. */
  readonly serverBytesPerClient: number | null;
}
