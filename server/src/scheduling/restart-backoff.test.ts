import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RestartBackoff } from "./restart-backoff.js";

describe("RestartBackoff", () => {
  it("doubles from 100 ms and stays at 30 s", () => {
    const backoff = new RestartBackoff();
    const waits = Array.from({ length: 12 }, () => backoff.next(0));
    assert.deepEqual(waits.slice(0, 5), [100, 200, 400, 800, 1600]);
    assert.deepEqual(waits.slice(9), [30_000, 30_000, 30_000]);
  });

  it("begins anew after a worker that lived for a minute", () => {
    const backoff = new RestartBackoff();
    backoff.next(0);
    assert.equal(backoff.next(59_999), 200);
    assert.equal(backoff.next(60_000), 100);
    assert.equal(backoff.next(0), 200);
  });
});
