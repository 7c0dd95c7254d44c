import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { PREBUFFER_MS_MAX, PREBUFFER_MS_MIN, Prebuffer } from "./prebuffer.js";

describe("Prebuffer", () => {
  it("grows by the length of an underrun, within its steps", () => {
    const prebuffer = new Prebuffer(60);
    prebuffer.underran(10);
    assert.equal(prebuffer.targetMs, 160);
    prebuffer.underran(200);
    assert.equal(prebuffer.targetMs, 360);
    prebuffer.underran(5000);
    assert.equal(prebuffer.targetMs, 660);
  });

  it("shrinks by a quarter after ten calm seconds", () => {
    const prebuffer = new Prebuffer(400);
    prebuffer.played(9_999);
    assert.equal(prebuffer.targetMs, 400);
    prebuffer.played(1);
    assert.equal(prebuffer.targetMs, 300);
  });

  it("stays within its bounds, and at 0 until the first underrun", () => {
    const calm = new Prebuffer(0);
    calm.played(60_000);
    assert.equal(calm.targetMs, 0);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20_000, max: 20_000 })), (events) => {
        const prebuffer = new Prebuffer();
        for (const ms of events) {
          if (ms < 0) prebuffer.played(-ms);
          else prebuffer.underran(ms);
          assert.ok(prebuffer.targetMs >= PREBUFFER_MS_MIN);
          assert.ok(prebuffer.targetMs <= PREBUFFER_MS_MAX);
        }
      }),
    );
  });
});
