import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import type { CaptureChunk, CaptureCounters } from "../../src/capture/capture.js";
import { openCapture } from "../../src/capture/open-capture.js";
import { probeDevice } from "../../src/device/probe-device.js";
import { bytesOfSamples, type PcmFormat } from "../../src/pcm-format.js";
import { type AlsaFixture, createAlsaFixture, missingAlsa } from "../support/alsa.js";

const FORMAT: PcmFormat = { encoding: "s16le", sampleRateHz: 16_000, channels: 1 };

const missing = await missingAlsa(true);
if (missing !== undefined) console.log(`ALSA capture is not tested here: ${missing}.`);

/** Opens the fixture's microphone. */
function record(
  fixture: AlsaFixture,
  backend: "alsa-capture" | "arecord",
): ReturnType<typeof openCapture> {
  return openCapture({
    source: { kind: "device", device: fixture.captureDevice, backend },
    format: FORMAT,
    environment: fixture.environment,
  });
}

/** The ids of the processes that record from the fixture: those whose environment names its configuration. */
function recorders(fixture: AlsaFixture): number[] {
  const { ALSA_CONFIG_PATH } = fixture.environment;
  const pids = execFileSync("sh", [
    "-c",
    `grep -lF "${ALSA_CONFIG_PATH}" /proc/[0-9]*/environ 2>/dev/null || true`,
  ]);
  return pids
    .toString()
    .split("\n")
    .filter((path) => path !== "")
    .map((path) => Number(path.split("/")[2]));
}

for (const backend of ["alsa-capture", "arecord"] as const) {
  describe(`recording with ${backend}`, { skip: missing !== undefined }, () => {
    it("brings every byte of a paced FIFO, unchanged", async () => {
      using fixture = await createAlsaFixture();
      const said = randomBytes(32_000);
      fixture.speak(said, FORMAT);
      await using capture = await record(fixture, backend);
      const heard: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of capture) {
        assert.equal(chunk.firstFrame * 2, bytes);
        heard.push(bytesOfSamples(chunk.samples));
        bytes += chunk.samples.byteLength;
        if (bytes >= said.length) break;
      }
      assert.ok(Buffer.concat(heard).subarray(0, said.length).equals(said));
      const none: CaptureCounters = {
        overruns: 0,
        droppedChunks: 0,
        readErrors: 0,
        stalls: 0,
        restarts: 0,
      };
      assert.deepEqual(capture.counters, none);
    });

    it("starts again when the device stalls, and marks the gap", async () => {
      using fixture = await createAlsaFixture();
      const room = fixture.speak(new Uint8Array(0), FORMAT);
      await using capture = await record(fixture, backend);
      const gaps: boolean[] = [];
      for await (const chunk of capture) {
        gaps.push(chunk.gapBefore);
        if (gaps.length === 10) {
          room.pause();
          while (capture.counters.stalls === 0)
            await new Promise((resolve) => setTimeout(resolve, 20));
          room.resume();
        }
        if (capture.counters.restarts > 0 && chunk.gapBefore) break;
      }
      assert.equal(gaps.filter(Boolean).length, 1);
      assert.ok(capture.counters.stalls >= 1);
    });

    it("starts again when its process crashes, and leaves none behind", async () => {
      using fixture = await createAlsaFixture();
      fixture.speak(new Uint8Array(0), FORMAT);
      await using capture = await record(fixture, backend);
      let chunks = 0;
      for await (const chunk of capture) {
        chunks++;
        if (chunks === 5) for (const pid of recorders(fixture)) process.kill(pid, "SIGSEGV");
        if (chunk.gapBefore) break;
      }
      assert.ok(capture.counters.restarts >= 1);
      await capture[Symbol.asyncDispose]();
      for (let look = 0; recorders(fixture).length > 0; look++) {
        assert.ok(look < 100, "a recording process was left behind");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });

    it("says that a microphone is missing", async () => {
      using fixture = await createAlsaFixture();
      const capture = await openCapture({
        source: { kind: "device", device: "no_such_mic", backend },
        format: FORMAT,
        environment: fixture.environment,
      });
      await assert.rejects(capture[Symbol.asyncIterator]().next(), {
        name: "DeviceError",
        kind: "deviceMissing",
        message: /There is no microphone "no_such_mic"; .*\./,
      });
    });
  });
}

describe("recording from a device", { skip: missing !== undefined }, () => {
  it("ends without an error, and at once, when its signal is aborted while the device stalls", async () => {
    using fixture = await createAlsaFixture();
    const room = fixture.speak(new Uint8Array(0), FORMAT);
    const abort = new AbortController();
    await using capture = await openCapture({
      source: { kind: "device", device: fixture.captureDevice },
      format: FORMAT,
      environment: fixture.environment,
      signal: abort.signal,
    });
    const chunks: CaptureChunk[] = [];
    for await (const chunk of capture) {
      chunks.push(chunk);
      if (chunks.length === 3) {
        room.pause();
        abort.abort();
      }
    }
    assert.ok(chunks.length >= 3);
  });

  it("probes devices before use", async () => {
    using fixture = await createAlsaFixture();
    fixture.speak(new Uint8Array(0), FORMAT);
    const { environment, captureDevice, playbackDevice } = fixture;
    await probeDevice({ direction: "capture", device: captureDevice, format: FORMAT, environment });
    await probeDevice({
      direction: "playback",
      device: playbackDevice,
      format: FORMAT,
      environment,
    });
    await assert.rejects(
      probeDevice({ direction: "playback", device: "none", format: FORMAT, environment }),
      { kind: "deviceMissing" },
    );
    await assert.rejects(
      probeDevice({
        direction: "playback",
        device: playbackDevice,
        format: { ...FORMAT, sampleRateHz: 1 },
        environment,
      }),
      { kind: "formatUnsupported" },
    );
  });
});
