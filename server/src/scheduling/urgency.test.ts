import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Urgency } from "./urgency.js";

describe("Urgency", () => {
  it("takes a deadline that lies ahead as it is, and one that has passed as now", () => {
    const urgency = new Urgency();
    assert.equal(urgency.dueMs(500, 100), 500);
    assert.equal(urgency.dueMs(50, 100), 100);
  });

  it("keeps a silent stream due since it first asked, until it sounds", () => {
    const urgency = new Urgency();
    assert.deepEqual(
      [urgency.dueMs(0, 10), urgency.dueMs(0, 20), urgency.dueMs(0, 30)],
      [10, 10, 10],
    );
    urgency.sounded();
    assert.equal(urgency.dueMs(0, 40), 40);
  });

  it("begins anew after a deadline was stated", () => {
    const urgency = new Urgency();
    assert.equal(urgency.dueMs(0, 10), 10);
    assert.equal(urgency.dueMs(100, 20), 100);
    assert.equal(urgency.dueMs(0, 30), 30);
  });

  it("never dates work that states a deadline before the moment of asking", () => {
    const nat = fc.nat({ max: 1000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(nat, nat)), (asked) => {
        const urgency = new Urgency();
        let nowMs = 1;
        let firstSilentMs = Infinity;
        for (const [deadlineMs, waitMs] of asked) {
          nowMs += waitMs;
          const dueMs = urgency.dueMs(deadlineMs, nowMs);
          if (deadlineMs > 0) {
            assert.equal(dueMs, Math.max(deadlineMs, nowMs));
            firstSilentMs = Infinity;
          } else {
            firstSilentMs = Math.min(firstSilentMs, nowMs);
            assert.equal(dueMs, firstSilentMs);
          }
        }
      }),
    );
  });
});
