import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { syllablePeaksPerSecond } from "./prompt-pace.js";

/** Frames of a level that swings `perSecond` times a second by `depthDb`. */
function swinging(
  perSecond: number,
  depthDb: number,
  seconds = 10,
): { levelDb: number; logF0: undefined }[] {
  return Array.from({ length: seconds * 100 }, (_, i) => ({
    levelDb: -25 - (depthDb / 2) * (1 + Math.cos((2 * Math.PI * perSecond * i) / 100)),
    logF0: undefined,
  }));
}

describe("syllablePeaksPerSecond", () => {
  it("counts the swings of the level", () => {
    for (const rate of [2, 3.3, 5]) {
      const counted = syllablePeaksPerSecond(swinging(rate, 14));
      assert.ok(Math.abs(counted - rate) < 0.15, `${counted} for ${rate}`);
    }
  });

  it("passes ripples over, and pauses", () => {
    assert.equal(syllablePeaksPerSecond(swinging(5, 2)), 0);
    const pauses = Array.from({ length: 500 }, () => ({ levelDb: -90, logF0: undefined }));
    const counted = syllablePeaksPerSecond([...swinging(4, 14), ...pauses]);
    assert.ok(Math.abs(counted - 4) < 0.2, `${counted}`);
  });

  it("is 0 without speech", () => {
    assert.equal(syllablePeaksPerSecond([]), 0);
    assert.equal(syllablePeaksPerSecond([{ levelDb: -100, logF0: undefined }]), 0);
  });
});
