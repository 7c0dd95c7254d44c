import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OffsetMap } from "./offset-map.js";

describe("OffsetMap", () => {
  it("follows the stream's offsets past what was dropped", () => {
    const map = new OffsetMap();
    map.anchor(0, 100);
    assert.equal(map.offsetAt(50), 150);
    map.anchor(50, 900);
    assert.equal(map.offsetAt(49), 149);
    assert.equal(map.offsetAt(60), 910);
    map.prune(55);
    assert.equal(map.offsetAt(60), 910);
  });
});
