/** A fault that the test engine makes on purpose. */
export interface TestFault {
  /**
   * `throw`: the step fails with an ordinary Error. `crash`: the thread ends as by `process.exit` (in a worker thread
   * that is the worker's end, on a main thread the process's). `hang`: the step never settles, the thread stays
   * responsive. `spin`: the step never returns and blocks its thread.
   */
  readonly kind: "throw" | "crash" | "hang" | "spin";
  /** The step of a segment that the fault hits, from 0 on; -1 hits the opening of the segment. */
  readonly atStep: number;
  /** Only segments whose text includes this are hit; all where absent. */
  readonly textIncludes?: string;
}

/**
 * How the test engine behaves. Plain data: it crosses threads. All is optional, and an empty object gives an engine
 * that costs nothing.
 */
export interface TestEngineOptions {
  /** Id in the description; default `test`. */
  readonly id?: string;
  /** Rate of its samples in Hz; default 24000. */
  readonly sampleRateHz?: number;
  /** Samples of one frame; default 240. */
  readonly hopSamples?: number;
  /** Length of the sound of one UTF-16 unit of text at speed 1, in samples; default 1440 (60 ms at 24 kHz). */
  readonly samplesPerChar?: number;
  /** Frames that the first step must have before there is sound, as with a model's look-ahead; default 1. */
  readonly firstStepFramesMin?: number;
  /** Busy computing time of the opening of a segment, in ms; default 0. */
  readonly openCostMs?: number;
  /** Busy computing time of each step, in ms; default 0. */
  readonly stepCostMs?: number;
  /** Busy computing time of each frame of a step, in ms, added to the step's; default 0. */
  readonly frameCostMs?: number;
  /** Busy computing time of each second of a prompt, in ms; default 0. */
  readonly promptCostMsPerSecond?: number;
  /** Busy computing time of loading, in ms; default 0. */
  readonly loadCostMs?: number;
  /** Memory that the description tells of, in bytes; default 1 MiB. */
  readonly memoryBytes?: number;
  /** Faults; none where absent. */
  readonly faults?: readonly TestFault[];
}

/** {@link TestEngineOptions} with nothing left open. */
export type ResolvedTestOptions = Required<TestEngineOptions>;

/** `options` with the defaults filled in. */
export function resolveTestOptions(options: TestEngineOptions): ResolvedTestOptions {
  return {
    id: "test",
    sampleRateHz: 24000,
    hopSamples: 240,
    samplesPerChar: 1440,
    firstStepFramesMin: 1,
    openCostMs: 0,
    stepCostMs: 0,
    frameCostMs: 0,
    promptCostMsPerSecond: 0,
    loadCostMs: 0,
    memoryBytes: 1 << 20,
    faults: [],
    ...options,
  };
}
