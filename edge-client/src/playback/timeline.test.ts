import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Timeline } from "./timeline.js";

describe("Timeline", () => {
  it("tells the stream frame for every device frame, whatever silence lies between", () => {
    const run = fc.record({ frames: fc.integer({ min: 1, max: 20 }), sound: fc.boolean() });
    fc.assert(
      fc.property(fc.array(run), fc.nat(300), (runs, asked) => {
        const timeline = new Timeline();
        const heardBefore: number[] = [0];
        for (const { frames, sound } of runs) {
          timeline.append(frames, sound ? frames : 0);
          for (let frame = 0; frame < frames; frame++) {
            heardBefore.push((heardBefore.at(-1) ?? 0) + (sound ? 1 : 0));
          }
        }
        const device = Math.min(asked, timeline.deviceEnd);
        assert.equal(timeline.streamAt(device), heardBefore[device]);
        timeline.prune(device);
        assert.equal(timeline.streamAt(device), heardBefore[device]);
        assert.equal(timeline.streamAt(timeline.deviceEnd), heardBefore.at(-1));
      }),
    );
  });

  it("spreads a corrected frame over its block", () => {
    const timeline = new Timeline();
    timeline.append(100, 101);
    assert.equal(timeline.streamAt(50), 50);
    assert.equal(timeline.streamAt(100), 101);
  });

  it("knows where sound ends before silence, and starts anew where the stream stood", () => {
    const timeline = new Timeline();
    timeline.append(10, 10);
    timeline.append(5, 0);
    assert.equal(timeline.soundEnd, 10);
    timeline.reset(7);
    assert.equal(timeline.deviceEnd, 0);
    timeline.append(4, 4);
    assert.equal(timeline.streamAt(3), 10);
  });
});
