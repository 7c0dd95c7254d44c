import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DamagedVoiceError, decodeVoice, encodeVoice, type VoiceRecord } from "./voice-record.js";

const RECORD: VoiceRecord = {
  name: `voices/${"0".repeat(32)}`,
  displayName: "Zoë 👩‍🚀",
  model: "mini",
  encoderId: "mini-1",
  languages: ["en"],
  createTimeMs: 1,
  verdict: "good",
  promptSeconds: 3.5,
};

describe("a voice's file", () => {
  it("gives back what was written, whatever the profile's bytes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        fc.string({ unit: "grapheme" }),
        (profile, displayName) => {
          const voice = {
            record: { ...RECORD, displayName },
            profile,
          };
          const read = decodeVoice(encodeVoice(voice));
          assert.deepEqual(read.record, voice.record);
          assert.deepEqual([...read.profile], [...profile]);
        },
      ),
    );
  });

  it("is not taken when any byte is changed, or any is missing or added", () => {
    const whole = encodeVoice({ record: RECORD, profile: Buffer.alloc(64, 7) });
    for (let at = 0; at < whole.byteLength; at += 1) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      // A digit of the record's length is the one part that the checksum does not cover; JSON notices.
      assert.throws(() => decodeVoice(flipped), Error, `byte ${at}`);
      assert.throws(() => decodeVoice(whole.subarray(0, at)), DamagedVoiceError);
    }
    assert.throws(() => decodeVoice(Buffer.concat([whole, Buffer.alloc(1)])), DamagedVoiceError);
  });
});
