import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PcmFormat } from "../pcm-format.js";
import { checkCaptureFormat } from "./capture-limits.js";

const FORMAT: PcmFormat = { encoding: "s16le", sampleRateHz: 16_000, channels: 1 };

describe("checkCaptureFormat", () => {
  it("tells the frames of a chunk", () => {
    assert.equal(checkCaptureFormat(FORMAT, 20), 320);
    assert.equal(checkCaptureFormat({ ...FORMAT, sampleRateHz: 22_050 }, 20), 441);
  });

  it("refuses what would crash the addon, naming the field", () => {
    const cases: [Partial<PcmFormat>, number, RegExp][] = [
      [{ channels: 1_000_000 }, 20, /channels/],
      [{ channels: 0 }, 20, /channels/],
      [{ channels: 1.5 }, 20, /channels/],
      [{ sampleRateHz: 0 }, 20, /sampleRateHz/],
      [{ sampleRateHz: 4e9 }, 20, /sampleRateHz/],
      [{ sampleRateHz: Number.NaN }, 20, /sampleRateHz/],
      [{}, 1e8, /chunkMs/],
      [{}, 0, /chunkMs/],
      [{ sampleRateHz: 192_000, channels: 8, encoding: "f32le" }, 200, /periodBytes/],
    ];
    for (const [change, chunkMs, message] of cases) {
      assert.throws(() => checkCaptureFormat({ ...FORMAT, ...change }, chunkMs), {
        kind: "formatUnsupported",
        message,
      });
    }
  });
});
