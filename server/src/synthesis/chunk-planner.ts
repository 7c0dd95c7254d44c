/** About how much sound the first chunk of an utterance is computed from, in ms: soon heard, and not soon used up. */
const FIRST_CHUNK_MS = 200;

/** About how much sound a chunk is at the most, in ms: what a barge-in throws away. */
const CHUNK_MS_MAX = 500;

/** The longest computing of one step, in ms, so that other streams get their turn and a cancel is obeyed soon. */
const STEP_COMPUTE_MS_MAX = 30;

/** How much a measurement counts against those before it. */
const COST_WEIGHT = 0.3;

/** What a planner must know of the model and the output. */
export interface ChunkPlannerOptions {
  readonly hopSamples: number;
  readonly sampleRateHz: number;
  readonly firstStepFramesMin: number;
  /** Encoded bytes of one frame at the output's encoding and rate. */
  readonly bytesPerFrame: number;
  /** Most encoded bytes of one chunk; the fewest frames that give sound come first. */
  readonly chunkBytesMax: number;
}

/** What the next chunk is planned from. */
export interface ChunkSituation {
  /** Sound that the listener still has, in ms. */
  readonly bufferedMs: number;
  /** The utterance has not sounded yet. */
  readonly isFirst: boolean;
  /** The step is the first of its segment. */
  readonly beginsSegment: boolean;
}

/**
 * Chooses the frames of each step. The first chunk is small; each later one is at most twice its predecessor, and only
 * as large as can be computed while its predecessor plays (`compute(n+1) ≤ duration(n)`) and before the listener runs
 * dry, by the cost per frame that was measured. It does not slow down for listeners that are far behind: back-pressure
 * does that, and who writes a file wants it soon.
 */
export class ChunkPlanner {
  readonly #hopMs: number;
  readonly #firstFrames: number;
  readonly #framesMin: number;
  readonly #framesMax: number;
  #lastFrames: number;
  #msPerFrame: number | undefined;

  constructor(options: ChunkPlannerOptions) {
    this.#hopMs = (options.hopSamples / options.sampleRateHz) * 1000;
    const byBytes = Math.floor(options.chunkBytesMax / options.bytesPerFrame);
    const byTime = Math.round(CHUNK_MS_MAX / this.#hopMs);
    this.#framesMin = Math.max(1, options.firstStepFramesMin);
    this.#framesMax = Math.max(1, Math.min(byBytes, byTime));
    const first = Math.max(1, Math.round(FIRST_CHUNK_MS / this.#hopMs));
    this.#firstFrames = Math.max(this.#framesMin, Math.min(first, this.#framesMax));
    this.#lastFrames = this.#firstFrames;
  }

  /** Frames to order next. */
  next({ bufferedMs, isFirst, beginsSegment }: ChunkSituation): number {
    const frames = isFirst ? this.#firstFrames : this.#grow(bufferedMs);
    this.#lastFrames = beginsSegment ? Math.max(frames, this.#framesMin) : frames;
    return this.#lastFrames;
  }

  /** Learns what a step of `frames` cost: `computeMs` on the worker, without waiting. */
  measured(frames: number, computeMs: number): void {
    const cost = computeMs / frames;
    const before = this.#msPerFrame ?? cost;
    this.#msPerFrame = before + COST_WEIGHT * (cost - before);
  }

  #grow(bufferedMs: number): number {
    const cost = this.#msPerFrame;
    if (cost === undefined || cost <= 0) return Math.min(this.#framesMax, this.#lastFrames * 2);
    const inMs = (ms: number): number => Math.floor(ms / cost);
    const affordable = Math.min(inMs(STEP_COMPUTE_MS_MAX), inMs(this.#lastFrames * this.#hopMs));
    // A listener who is dry or almost so gets a first chunk again: fewer frames would only cost more for each.
    const inTime = Math.max(inMs(bufferedMs), this.#firstFrames);
    const frames = Math.min(this.#framesMax, this.#lastFrames * 2, affordable, inTime);
    return Math.max(1, frames);
  }
}
