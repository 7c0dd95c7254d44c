import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Clock } from "../clock.js";
import { PLAYBACK_REPORT_INTERVAL_MS, PlaybackReporter } from "./playback-reporter.js";

/** A clock that a test moves by hand. */
class HandClock implements Clock {
  now = 0;
  #waits: { readonly until: number; readonly done: () => void }[] = [];

  nowMs(): number {
    return this.now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((done) => {
      this.#waits.push({ until: this.now + ms, done });
      signal?.addEventListener("abort", () => {
        done();
      });
    });
  }

  async advance(ms: number): Promise<void> {
    this.now += ms;
    for (const { until, done } of this.#waits) if (until <= this.now) done();
    this.#waits = this.#waits.filter(({ until }) => until > this.now);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const report = (playedSamples: number) => ({ bufferedMs: 1, playedSamples, underruns: 0 });

describe("PlaybackReporter", () => {
  it("sends the first report at once, then the latest one per interval", async () => {
    const clock = new HandClock();
    const sent: number[] = [];
    const reporter = new PlaybackReporter(clock, ({ playedSamples }) => sent.push(playedSamples));
    for (let i = 0; i < 10; i++) reporter.report(report(i));
    assert.deepEqual(sent, [0]);
    await clock.advance(PLAYBACK_REPORT_INTERVAL_MS);
    assert.deepEqual(sent, [0, 9]);
    await clock.advance(10 * PLAYBACK_REPORT_INTERVAL_MS);
    assert.deepEqual(sent, [0, 9]);
    reporter.report(report(10));
    assert.deepEqual(sent, [0, 9, 10]);
    assert.equal(reporter.latest.playedSamples, 10);
  });

  it("sends nothing once it is stopped", async () => {
    const clock = new HandClock();
    const sent: number[] = [];
    const reporter = new PlaybackReporter(clock, ({ playedSamples }) => sent.push(playedSamples));
    reporter.report(report(1));
    reporter.report(report(2));
    reporter.stop();
    await clock.advance(PLAYBACK_REPORT_INTERVAL_MS);
    reporter.report(report(3));
    assert.deepEqual(sent, [1]);
  });
});
