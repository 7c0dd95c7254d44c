import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CreateVoiceRequest } from "@sotto/proto";
import { FAKE_MODEL } from "../../test/support/fake-inference.js";
import { checkVoiceConfig } from "./check-voice-config.js";

describe("the first request of CreateVoice", () => {
  it("is refused before any of the prompt comes where the model makes no voices from prompts", () => {
    const value = { displayName: "Ada", prompt: { sampleRateHz: 16_000 } };
    const request = CreateVoiceRequest.fromPartial({ message: { $case: "config", value } });
    const deaf = { ...FAKE_MODEL, id: "deaf", cloning: "none" } as const;
    const check = () => checkVoiceConfig(request, [deaf, FAKE_MODEL], false);
    assert.throws(check, { reason: "UNSUPPORTED_FEATURE", message: /model deaf .* does: fake\.$/ });
    assert.equal(checkVoiceConfig(request, [FAKE_MODEL, deaf], false).model, FAKE_MODEL);
  });
});
