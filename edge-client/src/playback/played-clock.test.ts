import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PlayedClock } from "./played-clock.js";

describe("PlayedClock", () => {
  it("plays at the nominal rate, and never more than it was given", () => {
    const clock = new PlayedClock(1000);
    clock.wrote(100, 50);
    assert.equal(clock.playedFrames(50), 0);
    assert.equal(clock.playedFrames(90), 40);
    assert.equal(clock.playedFrames(500), 100);
  });

  it("stands still while it has nothing", () => {
    const clock = new PlayedClock(1000);
    clock.wrote(100, 0);
    clock.wrote(100, 400);
    assert.equal(clock.playedFrames(450), 150);
  });
});
