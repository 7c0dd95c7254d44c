import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { FadeIn } from "./fade-in.js";

const ones = (length: number): Float32Array => new Float32Array(length).fill(1);

describe("FadeIn", () => {
  it("rises from silence to the sound's own level, and leaves the rest alone", () => {
    const faded = new FadeIn(40).apply(ones(60));
    assert.ok((faded[0] ?? 1) < 0.001 && (faded[39] ?? 0) > 0.998);
    for (let i = 1; i < 40; i++) assert.ok((faded[i] ?? 0) > (faded[i - 1] ?? 0));
    assert.ok(faded.subarray(40).every((sample) => sample === 1));
  });

  it("is the same in chunks of any size, also of none", () => {
    const whole = new FadeIn(40).apply(ones(100));
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 })), (sizes) => {
        const fade = new FadeIn(40);
        let at = 0;
        for (const size of sizes) {
          const chunk = fade.apply(ones(size));
          chunk.forEach((sample, i) => {
            assert.equal(sample, whole[at + i] ?? 1);
          });
          at += size;
        }
      }),
    );
  });
});
