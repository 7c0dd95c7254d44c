import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from "./g711.js";

// ITU-T G.711, tables 1a (A-law) and 2a (mu-law): output value number, output value. Mu-law's are in units of 4 and
// A-law's in units of 8 of a 16-bit sample.
const A_LAW_OUTPUTS = [
  [128, 4032],
  [113, 2112],
  [97, 1056],
  [81, 528],
  [65, 264],
  [49, 132],
  [33, 66],
  [1, 1],
] as const;
const MU_LAW_OUTPUTS = [
  [128, 8031],
  [113, 4191],
  [97, 2079],
  [81, 1023],
  [65, 495],
  [49, 231],
  [33, 99],
  [17, 33],
  [2, 2],
  [1, 0],
] as const;

/** The same tables' decision values, above which (from which on) the output value of the same number holds. */
const A_LAW_DECISIONS = [3968, 2176, 2048, 1088, 1024, 544, 512, 272, 256, 136, 128, 68, 64, 2];
const MU_LAW_DECISIONS = [
  7903, 4319, 4063, 2143, 2015, 1055, 991, 511, 479, 239, 223, 103, 95, 35, 31, 3, 1,
];

const BYTES = Array.from({ length: 256 }, (_, byte) => byte);

describe("G.711", () => {
  it("decodes to the output values of the recommendation's tables", () => {
    for (const [number, value] of MU_LAW_OUTPUTS) {
      assert.equal(decodeMuLaw(0xff - (number - 1)), 4 * value);
      assert.equal(decodeMuLaw(0x7f - (number - 1)) + 0, -4 * value + 0);
    }
    for (const [number, value] of A_LAW_OUTPUTS) {
      assert.equal(decodeALaw((0x80 + number - 1) ^ 0x55), 8 * value);
      assert.equal(decodeALaw((number - 1) ^ 0x55), -8 * value);
    }
  });

  it("changes codes at the decision values of the tables", () => {
    for (const value of MU_LAW_DECISIONS) {
      assert.equal(encodeMuLaw(4 * value) + 1, encodeMuLaw(4 * value - 1));
    }
    for (const value of A_LAW_DECISIONS) {
      assert.equal((encodeALaw(8 * value) ^ 0x55) - 1, encodeALaw(8 * value - 1) ^ 0x55);
    }
  });

  for (const [law, encode, decode, unit, firstDecision] of [
    ["mu-law", encodeMuLaw, decodeMuLaw, 4, 1],
    ["A-law", encodeALaw, decodeALaw, 8, 2],
  ] as const) {
    it(`gives every 16-bit sample the ${law} code whose interval holds it`, () => {
      // An output value lies in the middle of its interval (the tables' note), so that the outputs tell the intervals.
      const outputs = [...new Set(BYTES.map(decode))]
        .filter((value) => value >= 0)
        .sort((a, b) => a - b);
      let low = 0;
      for (const [index, output] of outputs.entries()) {
        const high = index === 0 ? firstDecision * unit : 2 * output - low;
        for (let sample = low; sample < Math.min(high, 32_768); sample++) {
          assert.equal(decode(encode(sample)), output, `sample ${sample}`);
          assert.equal(decode(encode(-sample - 1)) + 0, -output + 0, `sample ${-sample - 1}`);
        }
        low = high;
      }
      assert.equal(decode(encode(32_767)), outputs.at(-1));
      assert.equal(decode(encode(-32_768)) + 0, -(outputs.at(-1) ?? 0));
    });

    it(`gives every ${law} byte back`, () => {
      for (const byte of BYTES) {
        // Mu-law has a negative zero, which 16-bit samples have not.
        const expected = law === "mu-law" && byte === 0x7f ? 0xff : byte;
        assert.equal(encode(decode(byte)), expected);
      }
    });
  }
});
