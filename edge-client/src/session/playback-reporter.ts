import type { Clock } from "../clock.js";
import type { PlaybackReport } from "./speech-session.js";
import { callAfter } from "./timer.js";

/** The least time between two playback reports on the wire, in milliseconds. */
export const PLAYBACK_REPORT_INTERVAL_MS = 250;

/**
 * Lets playback reports through at a bounded rate: the first at once, then the latest one per
 * {@link PLAYBACK_REPORT_INTERVAL_MS}. Its owner stops it.
 */
export class PlaybackReporter {
  readonly #clock: Clock;
  readonly #send: (report: PlaybackReport) => void;
  #lastSentMs = Number.NEGATIVE_INFINITY;
  #latest: PlaybackReport = { bufferedMs: 0, playedSamples: 0, underruns: 0 };
  #stopTimer: (() => void) | undefined;
  #stopped = false;

  constructor(clock: Clock, send: (report: PlaybackReport) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** The latest report, sent or not. */
  get latest(): PlaybackReport {
    return this.#latest;
  }

  /** Takes a report. */
  report(report: PlaybackReport): void {
    this.#latest = report;
    if (this.#stopped || this.#stopTimer !== undefined) return;
    const waitMs = this.#lastSentMs + PLAYBACK_REPORT_INTERVAL_MS - this.#clock.nowMs();
    if (waitMs <= 0) this.#sendNow();
    else this.#stopTimer = callAfter(this.#clock, waitMs, this.#sendNow);
  }

  /** Sends nothing any more. Idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#stopTimer?.();
  }

  readonly #sendNow = (): void => {
    this.#stopTimer = undefined;
    if (this.#stopped) return;
    this.#lastSentMs = this.#clock.nowMs();
    this.#send(this.#latest);
  };
}
