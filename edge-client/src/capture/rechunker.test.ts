import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { bytesOfSamples } from "../pcm-format.js";
import { Rechunker } from "./rechunker.js";

describe("Rechunker", () => {
  it("loses and adds no frame, however the bytes are split", () => {
    fc.assert(
      fc.property(
        fc.int16Array({ maxLength: 100 }),
        fc.array(fc.integer({ min: 1, max: 30 })),
        fc.integer({ min: 1, max: 7 }),
        (samples, splits, chunkFrames) => {
          const format = { encoding: "s16le", sampleRateHz: 8000, channels: 1 } as const;
          const rechunker = new Rechunker(format, chunkFrames);
          const bytes = bytesOfSamples(samples);
          const out: number[] = [];
          let offset = 0;
          for (const size of [...splits, bytes.length]) {
            for (const chunk of rechunker.push(bytes.subarray(offset, offset + size))) {
              assert.equal(chunk.length, chunkFrames);
              out.push(...chunk);
            }
            offset += size;
          }
          out.push(...(rechunker.flush() ?? []));
          assert.deepEqual(out, [...samples]);
        },
      ),
    );
  });

  it("drops the part of a frame at the end", () => {
    const rechunker = new Rechunker({ encoding: "s16le", sampleRateHz: 8000, channels: 2 }, 10);
    assert.deepEqual([...rechunker.push(new Uint8Array(7))], []);
    assert.equal(rechunker.flush()?.length, 2);
    assert.equal(rechunker.flush(), undefined);
  });
});
