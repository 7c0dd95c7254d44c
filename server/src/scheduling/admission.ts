import { SottoError } from "@sotto/proto/error";

/**
 * How much of the workers' time may be promised. The rest takes up what the warm-up can't know: longer sentences, front
 * ends, prompts.
 */
const RATED_UTILISATION = 0.9;

/**
 * What a stream takes of a core beside the engine: the main thread's resampling, encoding and sending, in seconds of
 * computing per second of sound. Measured with the test engine at no cost (`npm run bench`): 0.002 to 0.004. Beside a
 * small model this is a fifth of the whole; to leave it out would promise more than the cores hold.
 */
const SERVICE_COST = 0.004;

/** Bounds of the time after which a refused client should try again. */
const RETRY_AFTER_MS_MIN = 50;
const RETRY_AFTER_MS_MAX = 5000;

/** How long streams are taken to last before any has ended. */
const HOLD_MS_AT_START = 2000;

/** Weight of the newest stream in the mean duration. */
const HOLD_WEIGHT = 0.1;

/** Loads are sums of a few fractions; this is far below the smallest and far above their rounding. */
const ROUNDING = 1e-9;

/** How admission is set up. */
export interface AdmissionOptions {
  /** Worker threads of the pool. */
  readonly workers: number;
  /** Most streams at any time, whatever the workers could hold. */
  readonly streamsMax: number;
  /** Streams that the whole pool is taken to hold in real time, in place of what the warm-up measured. */
  readonly ratedStreams?: number;
  /** Real-time factor of each model, by id, as the warm-up measured it. */
  readonly realTimeFactors: ReadonlyMap<string, number>;
}

/**
 * Decides whether one more stream can be held in real time. A stream of a model whose real-time factor is R takes R of a
 * worker's time and S of the main thread's, which shares the cores with the workers. So with one model the pool holds
 *
 *     rated = min(streamsMax, floor(0.9 × workers / (R + S))), and one at the least:
 *
 * a model that is slower than real time still speaks to one listener, with pauses. With several models each stream
 * counts by its own. While workers are being replaced, only those that are ready count. Beyond it a stream is refused
 * at once, for a queue of streams would be heard as silence. The factor is measured while all workers warm up side by
 * side, as they will work; a machine that is busy with other things at that moment rates itself too low, and
 * `ratedStreams` sets the rating where that matters.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  #active = 0;
  #meanHoldMs = HOLD_MS_AT_START;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Streams that are admitted. */
  get active(): number {
    return this.#active;
  }

  /** What a stream of `model` takes of a worker, where 1 is all that may be promised of it. */
  costOf(model: string): number {
    const { workers, ratedStreams, realTimeFactors } = this.#options;
    if (ratedStreams !== undefined) return workers / ratedStreams;
    return ((realTimeFactors.get(model) ?? 1) + SERVICE_COST) / RATED_UTILISATION;
  }

  /** Streams of `model` that `workers` workers hold. */
  ratedStreams(model: string, workers: number): number {
    if (workers === 0) return 0;
    const held = Math.floor(workers / this.costOf(model) + ROUNDING);
    return Math.max(1, Math.min(this.#options.streamsMax, held));
  }

  /**
   * Counts a stream of `model` in. `loads` has what the streams on each ready worker cost; those on lost ones are about
   * to end and count towards `streamsMax` only.
   * @throws SottoError BUSY with `retryAfterMs`.
   */
  admit(model: string, loads: readonly number[]): void {
    const load = loads.reduce((sum, each) => sum + each, 0);
    const fits = load + this.costOf(model) <= loads.length + ROUNDING;
    // An idle pool takes a stream, whatever it costs.
    const room = loads.length > 0 && (fits || load < ROUNDING);
    if (!room || this.#active >= this.#options.streamsMax) throw this.#busy();
    this.#active += 1;
  }

  /** Counts a stream out, which was held for `holdMs`. */
  release(holdMs: number): void {
    this.#active -= 1;
    this.#meanHoldMs += HOLD_WEIGHT * (holdMs - this.#meanHoldMs);
  }

  /** With n streams that last h on the average, one ends every h / n. */
  #busy(): SottoError {
    const perPlaceMs = this.#meanHoldMs / Math.max(1, this.#active);
    const retryAfterMs = Math.round(
      Math.min(RETRY_AFTER_MS_MAX, Math.max(RETRY_AFTER_MS_MIN, perPlaceMs)),
    );
    return new SottoError(
      "BUSY",
      "The server holds as many streams as it can speak for in real time; try again later.",
      { field: "streams", retryAfterMs },
    );
  }
}
