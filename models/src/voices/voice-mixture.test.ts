import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import fc from "fast-check";
import {
  isMixture,
  MIXTURE_PARTS_MAX,
  parseVoiceMixture,
  voiceMixtureName,
} from "./voice-mixture.js";

const VOICES = ["ann", "bob", "cy"];

function errorOf(name: string): SottoError {
  try {
    parseVoiceMixture(name, VOICES);
  } catch (error) {
    assert.ok(error instanceof SottoError);
    return error;
  }
  assert.fail(`no error for ${name}`);
}

describe("parseVoiceMixture", () => {
  it("reads one voice by its name", () => {
    assert.deepEqual(parseVoiceMixture("bob", VOICES), [{ name: "bob", weight: 1 }]);
    assert.equal(isMixture("bob"), false);
  });

  it("reads weights and makes them add up to 1; a voice without one weighs 1", () => {
    assert.deepEqual(parseVoiceMixture("ann:3+bob", VOICES), [
      { name: "ann", weight: 0.75 },
      { name: "bob", weight: 0.25 },
    ]);
    assert.deepEqual(parseVoiceMixture(" ann : .5 + bob : 2. ".replace(".5", "0.5"), VOICES), [
      { name: "ann", weight: 0.2 },
      { name: "bob", weight: 0.8 },
    ]);
  });

  it("counts a voice that is named twice once", () => {
    assert.deepEqual(parseVoiceMixture("ann+bob+ann", VOICES), [
      { name: "ann", weight: 2 / 3 },
      { name: "bob", weight: 1 / 3 },
    ]);
  });

  it("tells of an unknown voice by its place, with the list, and doesn't quote it", () => {
    for (const [name, what] of [
      ["secret", /^The voice .* ann, bob, cy/],
      ["ann:1+secret:2", /^Part 2 .* ann, bob, cy/],
      ["+ann", /^Part 1 /],
      ["ann+", /^Part 2 /],
    ] as const) {
      const error = errorOf(name);
      assert.equal(error.reason, "VOICE_NOT_FOUND");
      assert.match(error.message, what);
      assert.equal(error.details.field, "config.voice");
      assert.ok(!error.message.includes("secret"));
    }
  });

  it("refuses weights that are none, and too many parts, naming the field", () => {
    for (const name of [
      "ann:0",
      "ann:-1",
      "ann:x+bob",
      "ann:1:2",
      "ann:+bob",
      "ann:1e9",
      "ann:NaN",
    ]) {
      const error = errorOf(name);
      assert.deepEqual(
        [error.reason, error.details.field],
        ["INVALID_FIELD", "config.voice"],
        name,
      );
      assert.match(error.details.limit ?? "", /part 1/, name);
    }
    const many = Array(MIXTURE_PARTS_MAX + 1).fill("ann");
    assert.match(errorOf(many.join("+")).details.limit ?? "", /at most 8/);
    assert.match(errorOf("ann+".repeat(100_000)).details.limit ?? "", /at most 8/);
    assert.equal(parseVoiceMixture(many.slice(1).join("+"), VOICES).length, 1);
  });

  it("reads the name that it gives a mixture as the same mixture, to a thousandth", () => {
    const part = fc.record({
      name: fc.constantFrom(...VOICES),
      weight: fc.double({ min: 0.01, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const name = parts.map((p) => `${p.name}:${p.weight.toFixed(4)}`).join("+");
        const read = parseVoiceMixture(name, VOICES);
        const again = parseVoiceMixture(voiceMixtureName(read), VOICES);
        assert.deepEqual(
          again.map((p) => p.name),
          read.map((p) => p.name),
        );
        again.forEach((p, i) => {
          assert.ok(Math.abs(p.weight - read[i]!.weight) < 0.003);
        });
        assert.ok(Math.abs(read.reduce((sum, p) => sum + p.weight, 0) - 1) < 1e-9);
      }),
    );
  });

  it("throws nothing but SottoError for any name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        try {
          parseVoiceMixture(name, VOICES);
        } catch (error) {
          assert.ok(error instanceof SottoError);
        }
      }),
    );
  });
});
