import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Int8Shape, int8Bytes, writeInt8 } from "./int8-weights.js";

function quantised(
  weights: Float32Array,
  shape: Int8Shape,
): { scales: Float32Array; small: Int8Array } {
  const bytes = new Uint8Array(int8Bytes(shape));
  writeInt8(weights, shape, bytes);
  const scaleBytes = 4 * shape.batches * shape.outputs;
  return {
    scales: new Float32Array(bytes.buffer, 0, scaleBytes / 4),
    small: new Int8Array(bytes.buffer, scaleBytes),
  };
}

describe("writeInt8", () => {
  it("gives each output its scale, rounds halves to even, and leaves zeros alone", () => {
    const shape = { batches: 1, inputs: 2, outputs: 3, transposed: false };
    const { scales, small } = quantised(Float32Array.of(63, -126, 0, 2.5, 5, 0), shape);
    assert.deepEqual([...scales], [1, 2, 1]);
    assert.deepEqual([...small], [63, -63, 0, 2, 2, 0]);
  });

  it("makes the same of weights that lie transposed, batch by batch", () => {
    const plain = { batches: 2, inputs: 3, outputs: 2, transposed: false };
    const weights = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i) * (i + 1));
    const turned = new Float32Array(12);
    for (let b = 0; b < 2; b++) {
      for (let i = 0; i < 3; i++) {
        for (let o = 0; o < 2; o++) turned[b * 6 + o * 3 + i] = weights[b * 6 + i * 2 + o] ?? 0;
      }
    }
    assert.deepEqual(quantised(turned, { ...plain, transposed: true }), quantised(weights, plain));
  });

  it("stays within half a step of any weights, and within seven bits", () => {
    const weight = fc.integer({ min: -8000, max: 8000 }).map((n) => n / 1000);
    fc.assert(
      fc.property(fc.array(weight, { minLength: 12, maxLength: 12 }), (values) => {
        const weights = Float32Array.from(values);
        const { scales, small } = quantised(weights, {
          batches: 1,
          inputs: 4,
          outputs: 3,
          transposed: false,
        });
        weights.forEach((value, i) => {
          const scale = scales[i % 3] ?? 0;
          const step = small[i] ?? 0;
          assert.ok(Math.abs(step) <= 63);
          assert.ok(Math.abs(step * scale - value) <= scale * 0.5001);
        });
      }),
    );
  });
});
