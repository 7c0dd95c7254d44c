import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CaptureChunk } from "./capture.js";
import { CaptureQueue } from "./capture-queue.js";

const chunk = (firstFrame: number): CaptureChunk => ({
  samples: Int16Array.of(firstFrame),
  firstFrame,
  gapBefore: false,
});

describe("CaptureQueue", () => {
  it("gives chunks in order, waiting for those to come", async () => {
    const queue = new CaptureQueue(4);
    const first = queue.next();
    queue.push(chunk(1));
    queue.push(chunk(2));
    queue.end();
    assert.deepEqual(
      [await first, await queue.next(), await queue.next()].map((c) => c?.firstFrame),
      [1, 2, undefined],
    );
  });

  it("drops the oldest when it is full, counts it and marks the gap once", async () => {
    const queue = new CaptureQueue(2);
    for (let index = 0; index < 5; index++) queue.push(chunk(index));
    assert.equal(queue.dropped, 3);
    const next = await queue.next();
    assert.deepEqual([next?.firstFrame, next?.gapBefore], [3, true]);
    assert.equal((await queue.next())?.gapBefore, false);
  });

  it("gives what waits before the error that ended it, and takes nothing more", async () => {
    const queue = new CaptureQueue(2);
    queue.push(chunk(1));
    queue.end(new Error("gone"));
    queue.push(chunk(2));
    assert.equal((await queue.next())?.firstFrame, 1);
    await assert.rejects(queue.next(), /gone/);
  });
});
