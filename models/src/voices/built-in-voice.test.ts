import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkBuiltInVoice, isBuiltInVoice } from "./built-in-voice.js";

const MODEL = { id: "mini", voices: ["ann", "bob"], voiceMixtures: true };

describe("checkBuiltInVoice", () => {
  it("tells a voice's or a mixture's name as replies do", () => {
    assert.equal(checkBuiltInVoice("bob", MODEL), "bob");
    assert.equal(checkBuiltInVoice("ann : 2 + bob : 6", MODEL), "ann:0.25+bob:0.75");
  });

  it("refuses any mixture where the model has none", () => {
    assert.throws(() => checkBuiltInVoice("ann+bob", { ...MODEL, voiceMixtures: false }), {
      reason: "INVALID_FIELD",
    });
  });

  it("knows what stands for a voice", () => {
    const names = ["ann", "ann+bob", "ann+cy", "cy", "ann:0", ""];
    assert.deepEqual(
      names.map((name) => isBuiltInVoice(name, MODEL)),
      [true, true, false, false, false, false],
    );
  });
});
