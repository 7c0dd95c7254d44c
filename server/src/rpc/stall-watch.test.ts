import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../test/support/manual-clock.js";
import { StallWatch } from "./stall-watch.js";

const LIMIT_MS = 5000;

function watched(): { clock: ManualClock; watch: StallWatch; stalls: () => number } {
  const clock = new ManualClock();
  let stalls = 0;
  const watch = new StallWatch(LIMIT_MS, () => (stalls += 1), clock);
  return { clock, watch, stalls: () => stalls };
}

describe("StallWatch", () => {
  it("tells of a wait that lasts the limit, once", () => {
    const { clock, watch, stalls } = watched();
    watch.begin();
    clock.advance(LIMIT_MS - 1);
    assert.equal(stalls(), 0);
    clock.advance(1);
    assert.equal(stalls(), 1);
    clock.advance(10 * LIMIT_MS);
    assert.equal(stalls(), 1);
  });

  it("does not tell of waits that end in time, however many they are", () => {
    const { clock, watch, stalls } = watched();
    for (let n = 0; n < 10; n += 1) {
      watch.begin();
      clock.advance(LIMIT_MS - 1);
      watch.end();
      clock.advance(LIMIT_MS);
    }
    assert.equal(stalls(), 0);
    assert.equal(clock.timers, 0);
  });

  it("bears a client that writes for longer, but not for ever", () => {
    const { clock, watch, stalls } = watched();
    watch.begin();
    for (let n = 0; n < 25; n += 1) {
      clock.advance(1000);
      watch.messageRead();
    }
    assert.equal(stalls(), 0);
    for (let n = 0; n < 15; n += 1) {
      clock.advance(1000);
      watch.messageRead();
    }
    assert.equal(stalls(), 1);
  });
});
