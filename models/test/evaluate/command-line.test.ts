import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EvaluateUsageError, PARTS, readArguments } from "../../evaluate/arguments.js";

describe("readArguments", () => {
  it("judges everything but clones where nothing is said", () => {
    const options = readArguments([]);
    assert.equal(options.model, "mini");
    assert.equal(options.chunkMs, 250);
    assert.deepEqual([...options.parts], ["words", "dnsmos", "f0", "speed", "streaming"]);
    assert.equal(options.voices, undefined);
  });

  it("takes parts and voices in any order, and hands on what stands after --", () => {
    const line = ["--only", "streaming, words", "--voices", "a,b", "--", "--speech", "there"];
    const options = readArguments(line);
    assert.deepEqual([...options.parts], ["words", "streaming"]);
    assert.deepEqual(options.voices, ["a", "b"]);
    assert.deepEqual(options.cloneArguments, ["--speech", "there"]);
  });

  for (const line of [
    ["--only", "taste"],
    ["--only", ""],
    ["--chunk-ms", "0"],
    ["--chunk-ms", "1.5"],
    ["--nothing"],
    ["surplus"],
  ]) {
    it(`refuses ${JSON.stringify(line)}`, () => {
      assert.throws(() => readArguments(line), EvaluateUsageError);
    });
  }

  it("names every part in its refusal", () => {
    assert.throws(
      () => readArguments(["--only", "words,taste"]),
      (error: Error) => PARTS.every((part) => error.message.includes(part)),
    );
  });
});
