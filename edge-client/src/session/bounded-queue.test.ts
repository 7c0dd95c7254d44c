import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { BoundedQueue } from "./bounded-queue.js";

const never = new AbortController().signal;

describe("BoundedQueue", () => {
  it("refuses a capacity that is no positive integer", () => {
    for (const capacity of [0, -1, 1.5, Number.NaN]) {
      assert.throws(() => new BoundedQueue(capacity), RangeError);
    }
  });

  it("gives everything in order and never holds more than its capacity", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 5 }), async (items, size) => {
        const queue = new BoundedQueue<number>(size);
        const producer = (async () => {
          for (const item of items) {
            await queue.push(item, never);
            assert.ok(queue.size <= size);
          }
          queue.end();
        })();
        const taken: number[] = [];
        for await (const item of queue) taken.push(item);
        await producer;
        assert.deepEqual(taken, items);
      }),
    );
  });

  it("gives what waits before it throws what it failed with", async () => {
    const queue = new BoundedQueue<string>(2);
    await queue.push("a", never);
    queue.fail(new Error("broken"));
    const taken: string[] = [];
    await assert.rejects(async () => {
      for await (const item of queue) taken.push(item);
    }, /broken/);
    assert.deepEqual(taken, ["a"]);
  });

  it("lets a producer that waits go on when items are discarded", async () => {
    const queue = new BoundedQueue<number>(2);
    await queue.push(1, never);
    await queue.push(2, never);
    const third = queue.push(3, never);
    queue.discard((item) => item === 1);
    await third;
    queue.end();
    const taken: number[] = [];
    for await (const item of queue) taken.push(item);
    assert.deepEqual(taken, [2, 3]);
  });

  it("rejects a push whose signal aborts while it waits, or before", async () => {
    const queue = new BoundedQueue<number>(1);
    const abort = new AbortController();
    await queue.push(1, abort.signal);
    const second = queue.push(2, abort.signal);
    abort.abort(new Error("enough"));
    await assert.rejects(second, /enough/);
    await assert.rejects(queue.push(3, abort.signal), /enough/);
    assert.equal(queue.size, 1);
  });

  it("drops what comes after the end, so that a late producer does not hang", async () => {
    const queue = new BoundedQueue<number>(1);
    await queue.push(1, never);
    const late = queue.push(2, never);
    queue.end();
    await late;
    assert.equal(queue.size, 1);
  });
});
