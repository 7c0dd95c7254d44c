import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { bytesOfSamples, samplesOfBytes } from "./pcm-format.js";

describe("samplesOfBytes", () => {
  it("copies the same samples from bytes at any offset, Buffers of a pool included", () => {
    fc.assert(
      fc.property(fc.int16Array(), fc.nat(7), fc.nat(1), (samples, offset, extra) => {
        const memory = Buffer.alloc(offset + samples.byteLength + extra);
        memory.set(bytesOfSamples(samples), offset);
        const read = samplesOfBytes(memory.subarray(offset), "s16le");
        assert.deepEqual([...read], [...samples]);
        memory.fill(0xff);
        assert.deepEqual([...read], [...samples]);
        assert.equal(read.buffer.byteLength, samples.byteLength);
      }),
    );
  });
});
