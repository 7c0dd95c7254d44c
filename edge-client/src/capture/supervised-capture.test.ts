import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type FakeCaptureProcesses,
  fakeCaptureProcesses,
} from "../../test/support/fake-capture-process.js";
import { FakeClock } from "../../test/support/fake-clock.js";
import { DeviceError } from "../device/device-error.js";
import type { PcmFormat } from "../pcm-format.js";
import type { CaptureChunk } from "./capture.js";
import {
  type CaptureStarter,
  RESTARTS_MAX,
  STALL_MS,
  STARTUP_MS,
  SupervisedCapture,
} from "./supervised-capture.js";

const FORMAT: PcmFormat = { encoding: "s16le", sampleRateHz: 8000, channels: 1 };
const LOST = new DeviceError("deviceLost", "mic", "It stopped; check its plug.");

interface Bench {
  readonly clock: FakeClock;
  readonly processes: FakeCaptureProcesses;
  readonly capture: SupervisedCapture;
  /** The newest process gives `ms` milliseconds of sound, 20 at a time. */
  readonly speak: (ms: number) => Promise<void>;
}

function bench(extra: CaptureStarter[] = []): Bench {
  const clock = new FakeClock();
  const processes = fakeCaptureProcesses();
  const capture = new SupervisedCapture({
    device: "mic",
    format: FORMAT,
    chunkFrames: 160,
    starters: [{ backend: "alsa-capture", start: processes.start }, ...extra],
    clock,
    random: () => 1,
  });
  const speak = async (ms: number): Promise<void> => {
    for (let done = 0; done < ms; done += 20) {
      processes.started.at(-1)?.handlers.onPcm(new Uint8Array(320));
      await clock.advance(20);
    }
  };
  return { clock, processes, capture, speak };
}

async function take(capture: SupervisedCapture, chunks: number): Promise<CaptureChunk[]> {
  const taken: CaptureChunk[] = [];
  for await (const chunk of capture) {
    taken.push(chunk);
    if (taken.length >= chunks) break;
  }
  return taken;
}

describe("SupervisedCapture", () => {
  it("delivers what its process records, and ends it when the consumer leaves", async () => {
    const { processes, capture, speak } = bench();
    await speak(60);
    const chunks = await take(capture, 3);
    assert.deepEqual(
      chunks.map((chunk) => [chunk.firstFrame, chunk.gapBefore]),
      [
        [0, false],
        [160, false],
        [320, false],
      ],
    );
    assert.equal(processes.started[0]?.stopped, true);
  });

  it("starts a silent process again, after half a second and a pause, and marks the gap", async () => {
    const { clock, processes, capture, speak } = bench();
    await speak(100);
    await clock.advance(STALL_MS + 40);
    assert.equal(processes.started[0]?.stopped, true);
    assert.equal(capture.counters.stalls, 1);
    assert.equal(processes.started.length, 1);
    await clock.advance(500);
    assert.equal(processes.started.length, 2);
    await speak(40);
    const gaps = (await take(capture, 7)).map((chunk) => chunk.gapBefore);
    assert.deepEqual(gaps, [false, false, false, false, false, true, false]);
    assert.equal(capture.counters.restarts, 1);
  });

  it("gives a process longer for its first sound than for the next", async () => {
    const { clock, processes, capture } = bench();
    const stopped = (): boolean | undefined => processes.started[0]?.stopped;
    await clock.advance(STARTUP_MS - 1);
    assert.equal(stopped(), false);
    await clock.advance(100);
    assert.equal(stopped(), true);
    await capture[Symbol.asyncDispose]();
  });

  it("pauses longer with every failure in a row, up to 30 s, and then gives up", async () => {
    const { clock, processes, capture } = bench();
    const pauses: number[] = [];
    for (let failure = 0; failure < RESTARTS_MAX; failure++) {
      const failedMs = clock.nowMs();
      const before = processes.started.length;
      processes.started.at(-1)?.handlers.onExit(LOST);
      while (processes.started.length === before) await clock.advance(250);
      pauses.push(clock.nowMs() - failedMs);
    }
    assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    processes.started.at(-1)?.handlers.onExit(LOST);
    await assert.rejects(take(capture, 1), LOST);
  });

  it("forgives a failure after two good seconds", async () => {
    const { clock, processes, speak, capture } = bench();
    for (let round = 0; round < RESTARTS_MAX + 3; round++) {
      await speak(2100);
      processes.started.at(-1)?.handlers.onExit(LOST);
      await clock.advance(500);
      assert.equal(processes.started.length, round + 2);
    }
    await capture[Symbol.asyncDispose]();
  });

  it("does not wait for a microphone that was never there, but does for one that was unplugged", async () => {
    const missing = new DeviceError("deviceMissing", "mic", "There is none; plug one in.");
    const never = bench();
    await never.clock.advance(10);
    never.processes.started[0]?.handlers.onExit(missing);
    await assert.rejects(take(never.capture, 1), missing);
    const unplugged = bench();
    await unplugged.speak(100);
    unplugged.processes.started[0]?.handlers.onExit(missing);
    await unplugged.clock.advance(600);
    assert.equal(unplugged.processes.started.length, 2);
    await unplugged.capture[Symbol.asyncDispose]();
  });

  it("falls back where the addon is not installed", async () => {
    const fallback = fakeCaptureProcesses();
    const { clock, processes, capture } = bench([{ backend: "arecord", start: fallback.start }]);
    const none = new DeviceError("toolMissing", "alsa-capture", "It is missing; install it.");
    await clock.advance(1);
    assert.equal(capture.backend, "alsa-capture");
    processes.started[0]?.handlers.onExit(none);
    await clock.advance(1);
    assert.equal(capture.backend, "arecord");
    fallback.started[0]?.handlers.onPcm(new Uint8Array(320));
    assert.equal((await take(capture, 1)).length, 1);
  });

  it("delivers what came before a loss, and marks the gap after it", async () => {
    const { processes, capture } = bench();
    const handlers = processes.started[0]?.handlers;
    handlers?.onPcm(new Uint8Array(100));
    handlers?.onLoss("overrun");
    handlers?.onPcm(new Uint8Array(320));
    const [before, after] = await take(capture, 2);
    assert.deepEqual([before?.samples.length, before?.gapBefore], [50, false]);
    assert.deepEqual([after?.firstFrame, after?.gapBefore], [50, true]);
    assert.equal(capture.counters.overruns, 1);
  });

  it("bounds what waits for a consumer that does not come, and counts what it drops", async () => {
    const { capture, speak } = bench();
    await speak(6000);
    assert.equal(capture.counters.droppedChunks, 50);
    const [first] = await take(capture, 1);
    assert.deepEqual([first?.firstFrame, first?.gapBefore], [50 * 160, true]);
  });
});
