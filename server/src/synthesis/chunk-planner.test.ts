import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ChunkPlanner, type ChunkPlannerOptions } from "./chunk-planner.js";

/** A model like the embedded one: 10 ms a frame; LINEAR16 at its own rate. */
const OPTIONS: ChunkPlannerOptions = {
  hopSamples: 240,
  sampleRateHz: 24_000,
  firstStepFramesMin: 9,
  bytesPerFrame: 480,
  chunkBytesMax: 12 * 1024,
};

const LATER = { bufferedMs: 1000, isFirst: false, beginsSegment: false };
const FIRST = { bufferedMs: 0, isFirst: true, beginsSegment: true };

describe("ChunkPlanner", () => {
  it("begins with 200 ms of sound, and at least with what gives any", () => {
    assert.equal(new ChunkPlanner(OPTIONS).next(FIRST), 20);
    assert.equal(new ChunkPlanner({ ...OPTIONS, firstStepFramesMin: 30 }).next(FIRST), 30);
    assert.equal(
      new ChunkPlanner({ ...OPTIONS, hopSamples: 600, firstStepFramesMin: 2 }).next(FIRST),
      8,
    );
  });

  it("grows while computing is quick, up to the bytes that may be unread", () => {
    const planner = new ChunkPlanner(OPTIONS);
    const plan = [planner.next(FIRST)];
    for (let step = 0; step < 4; step++) {
      planner.measured(plan.at(-1) ?? 1, 2);
      plan.push(planner.next(LATER));
    }
    assert.deepEqual(plan, [20, 25, 25, 25, 25]);
    const wide = new ChunkPlanner({ ...OPTIONS, chunkBytesMax: 1e6 });
    assert.deepEqual([wide.next(FIRST), wide.next(LATER), wide.next(LATER)], [20, 40, 50]);
  });

  it("does no more at once than 30 ms of computing", () => {
    const planner = new ChunkPlanner({ ...OPTIONS, chunkBytesMax: 1e6 });
    planner.next(FIRST);
    planner.measured(20, 60);
    assert.equal(planner.next(LATER), 10);
  });

  it("goes back to a first chunk for a listener who is almost dry", () => {
    const planner = new ChunkPlanner({ ...OPTIONS, chunkBytesMax: 1e6 });
    planner.next(FIRST);
    planner.measured(20, 10);
    assert.equal(planner.next(LATER), 40);
    assert.equal(planner.next({ ...LATER, bufferedMs: 5 }), 20);
    assert.equal(planner.next({ ...LATER, bufferedMs: 12 }), 24);
  });

  it("gives a segment's first step what it needs to sound", () => {
    const planner = new ChunkPlanner(OPTIONS);
    planner.next(FIRST);
    planner.measured(1, 1000);
    assert.equal(planner.next(LATER), 1);
    assert.equal(planner.next({ ...LATER, beginsSegment: true }), 9);
  });

  it("computes no chunk for longer than the one before it plays", () => {
    const costs = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 9, noNaN: true }), costs, (msPerFrame, buffers) => {
        const planner = new ChunkPlanner({ ...OPTIONS, chunkBytesMax: 1e6 });
        let last = planner.next(FIRST);
        for (const bufferedMs of buffers) {
          planner.measured(last, last * msPerFrame);
          const next = planner.next({ ...LATER, bufferedMs: bufferedMs * 10 });
          assert.ok(next >= 1 && next <= 50 && next <= last * 2);
          assert.ok(next === 1 || next * msPerFrame <= Math.min(last * 10, 30) + 1e-6);
          last = next;
        }
      }),
    );
  });
});
