import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ownBuffer } from "./own-buffer.js";

describe("ownBuffer", () => {
  it("gives a view that covers its buffer as it is", () => {
    const samples = Float32Array.of(1, 2, 3);
    assert.equal(ownBuffer(samples), samples);
  });

  it("copies a part of a buffer, and only that part", () => {
    const samples = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    const owned = ownBuffer(samples);
    assert.deepEqual([...owned], [2, 3]);
    assert.equal(owned.buffer.byteLength, 8);
  });

  it("takes bytes out of Node's shared pool", () => {
    const pooled = Buffer.from("abc");
    const owned = ownBuffer<Uint8Array>(pooled);
    assert.equal(owned.buffer.byteLength, 3);
    assert.deepEqual([...owned], [...pooled]);
  });
});
