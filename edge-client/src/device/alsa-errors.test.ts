import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alsaError } from "./alsa-errors.js";
import { checkDeviceName, convertingDeviceName } from "./device-name.js";
import { fileError } from "./file-error.js";
import { restartDelayMs } from "./restart-delay.js";

const format = { encoding: "s16le", sampleRateHz: 16_000, channels: 1 } as const;
const kindOf = (message: string, hadWorked = false): string =>
  alsaError({ direction: "capture", device: "mic", format, message, hadWorked }).kind;

describe("alsaError", () => {
  it("knows ALSA's words", () => {
    assert.equal(
      kindOf("aplay: main:831: audio open error: Device or resource busy"),
      "deviceBusy",
    );
    assert.equal(kindOf("audio open error: No such file or directory"), "deviceMissing");
    assert.equal(kindOf("Unable to open PCM device: No such device\n"), "deviceMissing");
    assert.equal(kindOf("audio open error: Permission denied"), "deviceMissing");
    assert.equal(kindOf("set_params:1358: Channels count non available"), "formatUnsupported");
    assert.equal(kindOf("Unable to set HW parameters: Invalid argument\n"), "formatUnsupported");
    assert.equal(kindOf("Warning: rate is not accurate (requested = 8Hz)"), "formatUnsupported");
    assert.equal(kindOf("read error: Input/output error"), "deviceLost");
  });

  it("calls a device that had worked lost, not missing", () => {
    assert.equal(kindOf("read error: No such device", true), "deviceLost");
  });

  it("says what to do in one sentence", () => {
    for (const message of [
      "busy: Device or resource busy",
      "No such device",
      "HW parameters",
      "?",
    ]) {
      const error = alsaError({
        direction: "playback",
        device: "x",
        format,
        message,
        hadWorked: false,
      });
      assert.match(error.message, /^[^.]*"x"[^.]*; .*\.$/);
    }
  });
});

describe("checkDeviceName", () => {
  it("takes ALSA's names and nothing that could be an option or a control character", () => {
    assert.equal(checkDeviceName("plughw:CARD=Device,DEV=0"), "plughw:CARD=Device,DEV=0");
    for (const name of ["", "-D", "a\nb", "x".repeat(257), "é"]) {
      assert.throws(() => checkDeviceName(name), { kind: "deviceMissing" });
    }
  });

  it("converts bare cards only", () => {
    assert.equal(convertingDeviceName("hw:1,0"), "plughw:1,0");
    assert.equal(convertingDeviceName("default"), "default");
  });
});

describe("fileError", () => {
  it("tells a full disk from a missing file and a reader that went away", () => {
    const kind = (code: string): string =>
      fileError("f", Object.assign(new Error("x"), { code })).kind;
    assert.deepEqual(["ENOSPC", "ENOENT", "EACCES", "EPIPE", "EIO"].map(kind), [
      "diskFull",
      "deviceMissing",
      "deviceMissing",
      "deviceLost",
      "deviceLost",
    ]);
  });
});

describe("restartDelayMs", () => {
  it("doubles from 0.5 s to 30 s, with jitter in the upper half", () => {
    assert.deepEqual(
      [1, 2, 7, 1000].map((attempt) => restartDelayMs(attempt, () => 1)),
      [500, 1000, 30_000, 30_000],
    );
    assert.equal(
      restartDelayMs(2, () => 0),
      500,
    );
  });
});
