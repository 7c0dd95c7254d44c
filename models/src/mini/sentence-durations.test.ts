import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { SYMBOL_UNITS_MAX } from "./mini-constants.js";
import { sentenceDurations } from "./sentence-durations.js";

const total = (durations: Int32Array): number => durations.reduce((a, b) => a + b, 0);

describe("sentenceDurations", () => {
  it("rounds each by itself at the voice's own pace, and gives every symbol at least one", () => {
    const durations = sentenceDurations(Float32Array.of(13.4, 0.2, 1.6, 2.49, -3), 1);
    assert.deepEqual([...durations], [13, 1, 2, 2, 1]);
  });

  it("bounds a symbol's length", () => {
    const durations = sentenceDurations(Float32Array.of(1e9, Number.POSITIVE_INFINITY), 2);
    assert.ok(durations.every((units) => units === SYMBOL_UNITS_MAX));
  });

  it("comes to the scaled length for any scale, as nearly as one unit a symbol allows", () => {
    const predicted = fc.array(fc.float({ min: 0, max: 30, noNaN: true }), {
      minLength: 5,
      maxLength: 200,
    });
    const scales = fc.double({ min: 0.4, max: 2.5, noNaN: true });
    fc.assert(
      fc.property(predicted, scales, (units, scale) => {
        const own = total(sentenceDurations(Float32Array.from(units), 1));
        const scaled = sentenceDurations(Float32Array.from(units), scale);
        assert.ok(scaled.every((duration) => duration >= 1));
        const target = Math.max(own * scale, units.length);
        assert.ok(Math.abs(total(scaled) - target) <= 2 + 0.03 * target, `${total(scaled)}`);
      }),
    );
  });

  it("keeps long symbols longer than short ones", () => {
    const [long = 0, short = 0] = sentenceDurations(Float32Array.of(20, 2, 2, 2), 0.6);
    assert.ok(long >= 4 * short);
  });
});
