import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto";
import { createLog, stackOf } from "./log.js";

describe("the log", () => {
  it("writes one JSON object a line, from its level on", () => {
    const lines: string[] = [];
    const log = createLog(
      "warn",
      (line) => lines.push(line),
      () => 0,
    );
    log.debug("no");
    log.info("no");
    log.warn("A warning.", { count: 2 });
    log.error("An error.");
    assert.deepEqual(lines, [
      '{"time":"1970-01-01T00:00:00.000Z","level":"warn","message":"A warning.","count":2}\n',
      '{"time":"1970-01-01T00:00:00.000Z","level":"error","message":"An error."}\n',
    ]);
  });

  it("shows where an error arose, but not what others wrote into it", () => {
    const cause = new TypeError("can't read the user's words");
    const stack = stackOf(new SottoError("INTERNAL", "An internal error occurred.", {}, { cause }));
    assert.match(stack, /^SottoError: An internal error occurred\.\n\s+at .*log\.test/);
    assert.match(stack, /Caused by: TypeError\n\s+at /);
    assert.equal(stack.includes("words"), false);
    assert.equal(stackOf("the user's words"), "thrown: string");
  });
});
