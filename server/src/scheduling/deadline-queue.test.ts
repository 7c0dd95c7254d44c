import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DeadlineQueue, type QueueEntry } from "./deadline-queue.js";

/** One thing done to a queue; `pick` chooses among the entries given so far, those that have left included. */
type Action =
  | { readonly kind: "add"; readonly deadlineMs: number }
  | { readonly kind: "take" }
  | { readonly kind: "remove"; readonly pick: number }
  | { readonly kind: "drain" };

const actions = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("add" as const),
        deadlineMs: fc.integer({ min: 0, max: 6 }),
      }),
    },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("take" as const) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("remove" as const), pick: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("drain" as const) }) },
  ),
  { maxLength: 200 },
);

/** The plain model: an array that is sorted at every look. */
class SortedArray {
  readonly items: { value: number; deadlineMs: number }[] = [];

  add(value: number, deadlineMs: number): void {
    this.items.push({ value, deadlineMs });
    this.items.sort((a, b) => a.deadlineMs - b.deadlineMs || a.value - b.value);
  }

  remove(value: number): boolean {
    const index = this.items.findIndex((item) => item.value === value);
    if (index >= 0) this.items.splice(index, 1);
    return index >= 0;
  }
}

function checkAgainstModel(sequence: readonly Action[], capacity: number): void {
  const queue = new DeadlineQueue<number>(capacity);
  const model = new SortedArray();
  const given: QueueEntry<number>[] = [];
  let next = 0;
  for (const action of sequence) {
    switch (action.kind) {
      case "add": {
        const entry = queue.add(next, action.deadlineMs);
        assert.equal(entry === undefined, model.items.length >= capacity);
        if (entry !== undefined) {
          given.push(entry);
          model.add(next, action.deadlineMs);
        }
        next += 1;
        break;
      }
      case "take":
        assert.equal(queue.take(), model.items.shift()?.value);
        break;
      case "remove": {
        const entry = given[action.pick % Math.max(1, given.length)];
        if (entry !== undefined) assert.equal(queue.remove(entry), model.remove(entry.value));
        break;
      }
      case "drain":
        assert.deepEqual(
          queue.drain().sort((a, b) => a - b),
          model.items
            .splice(0)
            .map((item) => item.value)
            .sort((a, b) => a - b),
        );
        break;
    }
    assert.equal(queue.size, model.items.length);
  }
}

describe("DeadlineQueue", () => {
  it("behaves as an array that is kept sorted", () => {
    fc.assert(fc.property(actions, fc.integer({ min: 1, max: 40 }), checkAgainstModel), {
      numRuns: 500,
    });
  });

  it("gives equal deadlines in the order of arrival", () => {
    const queue = new DeadlineQueue<string>(8);
    for (const value of ["a", "b", "c", "d"]) queue.add(value, 5);
    queue.add("first", 1);
    assert.deepEqual([queue.take(), queue.take(), queue.take()], ["first", "a", "b"]);
  });

  it("refuses what is beyond its capacity", () => {
    const queue = new DeadlineQueue<number>(1);
    assert.notEqual(queue.add(1, 0), undefined);
    assert.equal(queue.add(2, 0), undefined);
    assert.equal(queue.take(), 1);
    assert.notEqual(queue.add(3, 0), undefined);
  });

  it("does not remove an entry twice, nor one that another queue holds", () => {
    const queue = new DeadlineQueue<number>(4);
    const entry = queue.add(1, 0);
    assert.ok(entry !== undefined);
    queue.add(2, 0);
    assert.equal(queue.remove(entry), true);
    assert.equal(queue.remove(entry), false);
    assert.equal(new DeadlineQueue<number>(4).remove(entry), false);
    assert.equal(queue.size, 1);
  });
});
