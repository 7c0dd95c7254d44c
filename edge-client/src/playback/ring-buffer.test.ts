import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { PcmFormat } from "../pcm-format.js";
import { RingBuffer } from "./ring-buffer.js";

const FORMAT: PcmFormat = { encoding: "s16le", sampleRateHz: 8000, channels: 1 };

/** The same thing with a plain array that never forgets. */
class Model {
  frames: number[] = [];
  read = 0;
  released = 0;

  constructor(readonly capacity: number) {}

  write(values: number[]): number {
    const room = this.capacity - (this.frames.length - this.released);
    const taken = values.slice(0, Math.max(0, room));
    this.frames.push(...taken);
    return taken.length;
  }

  take(max: number): number[] {
    const taken = this.frames.slice(this.read, this.read + max);
    this.read += taken.length;
    return taken;
  }
}

const bytes = (values: number[]): Uint8Array => new Uint8Array(Int16Array.from(values).buffer);
const values = (pcm: Uint8Array): number[] => [...new Int16Array(pcm.slice().buffer)];

const operation = fc.oneof(
  fc.record({ op: fc.constant("write" as const), count: fc.nat(20) }),
  fc.record({ op: fc.constant("read" as const), count: fc.nat(20) }),
  fc.record({ op: fc.constant("release" as const), count: fc.nat(60) }),
  fc.record({ op: fc.constant("rewind" as const), count: fc.nat(60) }),
  fc.record({ op: fc.constant("clear" as const), count: fc.constant(0) }),
);

describe("RingBuffer", () => {
  it("equals a plain array for any run of operations", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), fc.array(operation), (capacity, operations) => {
        const ring = new RingBuffer(FORMAT, capacity);
        const model = new Model(capacity);
        let next = 0;
        for (const { op, count } of operations) {
          if (op === "write") {
            const given = Array.from({ length: count }, () => next++ % 30_000);
            assert.equal(ring.write(bytes(given)), model.write(given));
          } else if (op === "read") {
            assert.deepEqual(values(ring.read(count)), model.take(count));
          } else if (op === "release") {
            ring.release(count);
            model.released = Math.max(model.released, Math.min(count, model.read));
          } else if (op === "rewind") {
            ring.rewind(count);
            model.read = Math.max(model.released, Math.min(count, model.read));
          } else {
            ring.clear();
            model.read = model.frames.length;
            model.released = model.frames.length;
          }
          assert.equal(ring.writtenFrame, model.frames.length);
          assert.equal(ring.readFrame, model.read);
          assert.equal(ring.releasedFrame, model.released);
          assert.equal(ring.availableFrames, model.frames.length - model.read);
          assert.equal(ring.freeFrames, capacity - (model.frames.length - model.released));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("takes whole frames only", () => {
    const ring = new RingBuffer({ ...FORMAT, channels: 2 }, 4);
    assert.equal(ring.write(new Uint8Array(7)), 1);
    assert.equal(ring.read(9).length, 4);
  });
});
