import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 10;
const NANOS_PER_SECOND = 1e9;

/** Measures how late the event loop runs its timers. Its owner stops it. */
export class EventLoopDelay {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#histogram.enable();
  }

  /** The 99th percentile since the last call, in seconds; 0 where nothing was measured yet. */
  takeP99Seconds(): number {
    const nanos = this.#histogram.count === 0 ? 0 : this.#histogram.percentile(99);
    this.#histogram.reset();
    // The histogram holds intervals between timers, of which the resolution is no delay.
    return Math.max(0, nanos / NANOS_PER_SECOND - RESOLUTION_MS / 1000);
  }

  /** Stops measuring; idempotent. */
  stop(): void {
    this.#histogram.disable();
  }
}
