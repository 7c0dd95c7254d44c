import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { BenchUsageError, readArguments } from "../../bench/arguments.js";
import { PlaybackCheck } from "../../bench/playback-check.js";
import { processFacts } from "../../bench/process-facts.js";
import { percentilesOf, ratioOf } from "../../bench/statistics.js";

describe("percentilesOf", () => {
  it("takes the nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    assert.deepEqual(percentilesOf(hundred), { p50: 50, p90: 90, p95: 95, p99: 99 });
    assert.deepEqual(percentilesOf([3]), { p50: 3, p90: 3, p95: 3, p99: 3 });
    assert.deepEqual(percentilesOf([]), { p50: null, p90: null, p95: null, p99: null });
  });

  it("gives values that at least the share of all is not above", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const { p50, p90, p95, p99 } = percentilesOf(values);
        for (const [share, value] of [
          [0.5, p50],
          [0.9, p90],
          [0.95, p95],
          [0.99, p99],
        ] as const) {
          assert.ok(value !== null && values.includes(value));
          assert.ok(values.filter((each) => each <= value).length >= share * values.length - 1e-9);
        }
      }),
    );
  });
});

describe("PlaybackCheck", () => {
  it("counts chunks that come after the sound before them has been played", () => {
    const playback = new PlaybackCheck();
    playback.chunk(1000, 100);
    playback.chunk(1100, 50);
    assert.equal(playback.lateChunks, 0);
    playback.chunk(1151, 100);
    // The listener went on at 1151, and has sound until 1251.
    playback.chunk(1251, 10);
    assert.equal(playback.lateChunks, 1);
    assert.deepEqual(playback.gapsMs, [100, 51, 100]);
    assert.equal(playback.firstMs, 1000);
    assert.equal(playback.audioSeconds, 0.26);
  });
});

describe("the benchmark's arguments", () => {
  it("have defaults, which --quick makes smaller and the others replace", () => {
    const full = readArguments([]);
    assert.deepEqual([full.streams, full.repeats], [[1, 2, 4, 8, 16], 3]);
    const quick = readArguments(["--quick", "--json"]);
    assert.deepEqual([quick.streams, quick.repeats, quick.json], [[1, 4], 1, true]);
    const own = readArguments(["--streams", "3,5", "--repeats=2"]);
    assert.deepEqual([own.streams, own.repeats], [[3, 5], 2]);
  });

  it("are refused with one sentence", () => {
    for (const bad of [
      ["--streams", "0"],
      ["--streams", "a"],
      ["--repeats", "1.5"],
      ["--fast"],
      ["x"],
    ]) {
      assert.throws(() => readArguments(bad), BenchUsageError);
    }
  });
});

describe("processFacts", () => {
  it("knows nothing of a process that isn't there", () => {
    const nothing = { rssBytes: null, peakRssBytes: null, cpuSeconds: null };
    assert.deepEqual(processFacts(0), nothing);
  });

  it("agrees with what Node tells of this process", { skip: process.platform !== "linux" }, () => {
    const { rssBytes, peakRssBytes, cpuSeconds } = processFacts(process.pid);
    assert.ok(rssBytes !== null && peakRssBytes !== null && cpuSeconds !== null);
    assert.ok(ratioOf(rssBytes, process.memoryUsage.rss())! > 0.5);
    assert.ok(peakRssBytes >= rssBytes);
    const { user, system } = process.cpuUsage();
    assert.ok(Math.abs(cpuSeconds - (user + system) / 1e6) < 1);
  });
});
