import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import { SpeakerTable } from "./speaker-table.js";
import { languagesOf, parseVoiceInfo } from "./voice-info.js";

const VOICE = {
  format: "sotto-mini-1",
  sampleRateHz: 24000,
  frameSamples: 300,
  durationFrames: 2,
  prosodyViewUnits: 24,
  startDropSamples: 1050,
  flushFrames: 4,
  symbols: { $: 0, a: 43 },
  pad: 0,
  voices: { ann: { row: 1, language: "en" }, bo: { row: 0, language: "zh" } },
  speakerColumns: 2,
  noiseGain: 1,
  decoderStates: { s_f0: { dtype: "float32", shape: [1], initial: 0 } },
};
const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

describe("parseVoiceInfo", () => {
  it("reads voices, symbols and states as the file has them", () => {
    const info = parseVoiceInfo(bytesOf({ ...VOICE, unheardOf: 1 }));
    assert.deepEqual([...info.voices.keys()], ["ann", "bo"]);
    assert.deepEqual(languagesOf(info), ["en", "zh"]);
    assert.equal(info.symbols.get("a"), 43);
    const state = { input: "s_f0", output: "s_f0_next", dtype: "float32", shape: [1] };
    assert.deepEqual(info.decoderStates, [state]);
  });

  it("refuses what isn't for this version, saying what is wrong", () => {
    const wrong: [unknown, RegExp][] = [
      [[], /object/],
      [{ ...VOICE, format: "sotto-mini-2" }, /"format" must be "sotto-mini-1"/],
      [{ ...VOICE, frameSamples: 0 }, /"frameSamples"/],
      [{ ...VOICE, prosodyViewUnits: 0 }, /"prosodyViewUnits"/],
      [{ ...VOICE, noiseGain: "1" }, /"noiseGain"/],
      [{ ...VOICE, symbols: { ab: 1 } }, /"symbols"/],
      [{ ...VOICE, voices: {} }, /voice/],
      [{ ...VOICE, voices: { ann: { row: -1, language: "en" } } }, /"row"/],
      [{ ...VOICE, decoderStates: { s: { dtype: "int8", shape: [1], initial: 0 } } }, /state/],
      [{ ...VOICE, decoderStates: { s: { dtype: "float32", shape: [0], initial: 0 } } }, /state/],
    ];
    for (const [value, rule] of wrong) {
      assert.throws(
        () => parseVoiceInfo(bytesOf(value)),
        (error: unknown) => {
          assert.ok(error instanceof SottoError);
          assert.equal(error.reason, "MODEL_UNUSABLE");
          assert.match(error.message, rule);
          return true;
        },
      );
    }
    assert.throws(() => parseVoiceInfo(Buffer.from("{")), /JSON/);
  });
});

describe("SpeakerTable", () => {
  const info = parseVoiceInfo(bytesOf(VOICE));

  it("mixes rows by their weights, wherever the bytes lie", () => {
    const bytes = new Uint8Array(1 + 16);
    bytes.set(new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer), 1);
    const table = SpeakerTable.parse(bytes.subarray(1), info);
    assert.deepEqual(table.mix([{ name: "ann", weight: 1 }]), Float32Array.of(3, 4));
    const half = [
      { name: "ann", weight: 0.5 },
      { name: "bo", weight: 0.5 },
    ];
    assert.deepEqual(table.mix(half), Float32Array.of(2, 3));
  });

  it("refuses a file without a row for every voice", () => {
    assert.throws(() => SpeakerTable.parse(new Uint8Array(12), info), /speakers\.f32/);
  });
});
