import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto";
import { UsageError } from "../config/usage-error.js";
import { DeviceError } from "../device/device-error.js";
import { LinkError } from "../session/link-error.js";
import { CommandError } from "./command-error.js";
import { describeError } from "./describe-error.js";
import { InterruptedError } from "./interrupts.js";

const fileError = (code: string): Error =>
  Object.assign(new Error(`${code}: x`), { code, path: "a.wav" });

describe("describeError", () => {
  it("gives each kind of error its exit code", () => {
    const cases: [unknown, number, string][] = [
      [new SottoError("INVALID_FIELD", "No.", { field: "config.seed" }), 1, "INVALID_FIELD"],
      [new SottoError("BUSY", "Full."), 3, "BUSY"],
      [new SottoError("DRAINING", "Ending."), 3, "DRAINING"],
      [new LinkError("unreachable", "None."), 3, "LINK_UNREACHABLE"],
      [new LinkError("timeout", "Slow."), 3, "LINK_TIMEOUT"],
      [new LinkError("lost", "Broke."), 1, "LINK_LOST"],
      [new DeviceError("deviceMissing", "plughw:1.0", "None."), 4, "DEVICE_MISSING"],
      [new DeviceError("toolMissing", "aplay", "None."), 4, "TOOL_MISSING"],
      [new DeviceError("diskFull", "a.wav", "Full."), 1, "DISK_FULL"],
      [new DeviceError("deviceMissing", "/x/a.wav", "None."), 1, "FILE"],
      [new UsageError("What?"), 2, "USAGE"],
      [new CommandError("SOURCES_FAILED", "None.", 3), 3, "SOURCES_FAILED"],
      [new InterruptedError(), 130, "INTERRUPTED"],
      [fileError("ENOENT"), 1, "FILE"],
      [fileError("ENOSPC"), 1, "FILE"],
      ["odd", 1, "INTERNAL"],
    ];
    for (const [error, exitCode, kind] of cases) {
      const report = describeError(error);
      assert.deepEqual([report.exitCode, report.kind], [exitCode, kind], String(error));
    }
  });

  it("passes the server's details on", () => {
    const details = { field: "config.style", limit: "one of slower, faster" };
    const report = describeError(new SottoError("UNSUPPORTED_STYLE", "No such style.", details));
    assert.deepEqual(report, {
      kind: "UNSUPPORTED_STYLE",
      message: "No such style.",
      exitCode: 1,
      ...details,
    });
  });

  it("names verbs, not RPCs", () => {
    const message = "There is no such voice; ListVoices tells which there are.";
    assert.equal(
      describeError(new SottoError("VOICE_NOT_FOUND", message)).message,
      "There is no such voice: `sotto voices` lists them.",
    );
    const model = "There is no such model; ListModels tells which there are.";
    assert.equal(
      describeError(new SottoError("MODEL_NOT_FOUND", model)).message,
      "There is no such model: `sotto models list --served` lists them.",
    );
  });

  it("says what to do about a file", () => {
    const sentences = ["ENOENT", "EACCES", "EISDIR", "ENOSPC", "EROFS", "EIO"].map(
      (code) => describeError(fileError(code)).message,
    );
    assert.equal(new Set(sentences).size, sentences.length);
    for (const sentence of sentences) assert.match(sentence, /a\.wav/);
  });
});
