import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import fc from "fast-check";
import { profileControls } from "./clone-controls.js";
import { parseVoice, SPEAKER_WIDTH, serializeVoice, type VoiceProfile } from "./voice-profile.js";

const PROFILE: VoiceProfile = {
  speaker: Float32Array.from({ length: SPEAKER_WIDTH }, (_, i) => Math.sin(i) * 2),
  medianLogF0: Math.fround(Math.log(140)),
  logF0Range: Math.fround(0.4),
  lengthScale: Math.fround(1.1),
  formantScale: Math.fround(0.94),
};

function refused(bytes: Uint8Array): boolean {
  try {
    profileControls(bytes);
    return false;
  } catch (error) {
    return error instanceof SottoError && error.reason === "INVALID_FIELD";
  }
}

describe("a voice profile", () => {
  it("comes back as it was, from any place in a buffer", () => {
    const bytes = serializeVoice(PROFILE);
    const moved = new Uint8Array(bytes.length + 3);
    moved.set(bytes, 3);
    assert.deepEqual(parseVoice(moved.subarray(3)), PROFILE);
    const { speaker, lengthScale, medianLogF0, logF0Range } = PROFILE;
    const pitch = { medianLogF0, logF0Range };
    assert.deepEqual(profileControls(bytes), { speaker, lengthScale, pitch, formantScale: 0.94 });
  });

  it("is refused when any byte of it is altered", () => {
    const bytes = serializeVoice(PROFILE);
    const at = fc.integer({ min: 0, max: bytes.length - 1 });
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 255 }), (index, change) => {
        const altered = bytes.slice();
        altered[index] = (altered[index] ?? 0) ^ change;
        return refused(altered);
      }),
    );
  });

  it("is refused when cut, empty, of another model, or of another version", () => {
    const bytes = serializeVoice(PROFILE);
    const next = bytes.slice();
    next[3] = 2;
    for (const wrong of [bytes.subarray(1), bytes.subarray(0, 9), new Uint8Array(0), next]) {
      assert.ok(refused(wrong));
    }
    assert.ok(refused(new TextEncoder().encode("SMP1 something else of twenty bytes")));
  });

  it("never gives numbers that would break the voice", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e9]) {
      assert.ok(refused(serializeVoice({ ...PROFILE, lengthScale: bad })));
    }
  });
});
