import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { joinLimited } from "./limit-samples.js";

describe("joinLimited", () => {
  it("joins parts and leaves what isn't loud as it is", () => {
    const joined = joinLimited(
      [Float32Array.of(0.5, -0.85), Float32Array.of(), Float32Array.of(0)],
      1,
    );
    assert.deepEqual(joined, Float32Array.of(0.5, -0.85, 0));
  });

  it("bends what is louder in order, and never beyond 1", () => {
    const loud = Float32Array.of(0.4, 0.45, 0.6, 1, 5, -5, Number.POSITIVE_INFINITY);
    const bent = joinLimited([loud], 2);
    assert.ok(bent.every((sample) => Math.abs(sample) <= 1));
    const [a = 0, b = 0, c = 0, d = 0] = bent;
    assert.ok(a < b && b < c && c < d && d > 0.97);
    assert.equal(bent[4], -(bent[5] ?? 0));
  });

  it("refuses what is no number", () => {
    assert.throws(() => joinLimited([Float32Array.of(Number.NaN)], 1), /no number/);
  });
});
