import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { followPitch } from "./clone-controls.js";

/** A sentence's F0 in Hz: a third unvoiced, the rest moving around `hz` by up to `depth`. */
function sentence(hz: number, depth = 0.2, frames = 300): Float32Array {
  return Float32Array.from({ length: frames }, (_, i) =>
    i % 30 < 10 ? 0 : hz * Math.exp(depth * Math.sin(i / 11)),
  );
}

function logs(f0: Float32Array): Float32Array {
  return f0
    .filter((hz) => hz > 10)
    .map(Math.log)
    .sort();
}

function medianOf(f0: Float32Array): number {
  const sorted = logs(f0);
  return Math.exp(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

function rangeOf(f0: Float32Array): number {
  const sorted = logs(f0);
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? 0;
  return at(0.9) - at(0.1);
}

describe("followPitch", () => {
  it("brings the median to the speaker's, within an octave of the voice's own", () => {
    const hz = fc.double({ min: 90, max: 300, noNaN: true });
    fc.assert(
      fc.property(hz, hz, (own, target) => {
        const moved = followPitch(sentence(own), {
          medianLogF0: Math.log(target),
          logF0Range: 0.3,
        });
        const from = medianOf(sentence(own));
        const meant = Math.min(2 * from, Math.max(from / 2, target));
        assert.ok(Math.abs(medianOf(moved) / meant - 1) < 0.01, `${own} to ${target}`);
      }),
    );
  });

  it("moves the range towards the speaker's, within limits", () => {
    const at = (range: number) =>
      rangeOf(followPitch(sentence(150), { medianLogF0: Math.log(150), logF0Range: range }));
    const own = rangeOf(sentence(150));
    assert.ok(at(own) / own > 0.99 && at(own) / own < 1.01);
    assert.ok(at(0.8 * own) < 0.95 * own && at(1.3 * own) > 1.05 * own);
    assert.ok(at(20 * own) / own < 1.31 && at(0.001 * own) / own > 0.74);
  });

  it("leaves unvoiced frames and sentences as they are, and its input untouched", () => {
    const controls = { medianLogF0: Math.log(200), logF0Range: 0.4 };
    const f0 = sentence(120);
    const before = f0.slice();
    const moved = followPitch(f0, controls);
    assert.deepEqual(f0, before);
    f0.forEach((hz, i) => {
      if (hz === 0) assert.equal(moved[i], 0);
    });
    assert.deepEqual(followPitch(new Float32Array(9), controls), new Float32Array(9));
    assert.equal(followPitch(new Float32Array(0), controls).length, 0);
  });

  it("keeps wild pitch within what a voice can do", () => {
    const f0 = Float32Array.of(40, 100, 100, 100, 900);
    const moved = followPitch(f0, { medianLogF0: Math.log(100), logF0Range: 0.4 });
    for (const hz of moved) assert.ok(hz >= 50 && hz <= 500);
  });
});
