import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PromptContainer, SottoError } from "@sotto/proto";
import fc from "fast-check";
import {
  decodePrompt,
  type FmtFields,
  fmtChunk,
  int16Bytes,
  riffChunk,
  riffFile,
} from "../../test/support/prompt-files.js";
import { promptSignal, seededRandom, signalToNoiseDb } from "../../test/support/prompt-signal.js";

const MONO: FmtFields = { tag: 1, channels: 1, rateHz: 16_000, bits: 16 };
const SAMPLES = [0, 1, -1, 12_345, -32_768, 32_767, 7, 8];
const DATA = riffChunk("data", int16Bytes(SAMPLES));
const PLAIN = riffFile([fmtChunk(MONO), DATA]);
const EXPECTED = Float32Array.from(SAMPLES, (sample) => sample / 32_768);
const EXTENSIBLE_TAIL = Buffer.from("000000001000800000aa00389b71", "hex");

describe("WavPromptSource", () => {
  it("reads the same samples for any pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 80 }), async (pieceBytes) => {
        assert.deepEqual(await decode(PLAIN, pieceBytes), EXPECTED);
      }),
    );
  });

  it("reads a view at an odd offset", async () => {
    const shifted = Buffer.concat([Buffer.from([0]), PLAIN]).subarray(1);
    assert.deepEqual(await decode(shifted), EXPECTED);
  });

  it("reads every coding", async () => {
    for (const { fields, write, toleranceDb } of CODINGS) {
      const data = Buffer.concat([0.5, -0.25, 0.125, -1].map(write));
      const samples = await decode(riffFile([fmtChunk(fields), riffChunk("data", data)]));
      const expected = Float32Array.from([0.5, -0.25, 0.125, -1]);
      assert.ok(signalToNoiseDb(samples, expected) > toleranceDb, JSON.stringify(fields));
    }
  });

  it("averages channels", async () => {
    const stereo = { ...MONO, channels: 2 };
    const data = riffChunk("data", int16Bytes([100, 300, -32_768, -32_768]));
    assert.deepEqual(
      await decode(riffFile([fmtChunk(stereo), data])),
      Float32Array.of(200 / 32_768, -1),
    );
  });

  it("passes chunks before the format and after the data over, padding included", async () => {
    const file = riffFile([
      riffChunk("LIST", Buffer.from("odd")),
      fmtChunk({ ...MONO, extra: Buffer.alloc(2) }),
      riffChunk("fact", Buffer.alloc(4)),
      riffChunk("PAD ", Buffer.alloc(0)),
      DATA,
      riffChunk("LIST", Buffer.from("tail")),
    ]);
    assert.deepEqual(await decode(file), EXPECTED);
    assert.deepEqual(await decode(file, 1), EXPECTED);
  });

  it("reads an extensible format", async () => {
    assert.deepEqual(await decode(riffFile([extensible(1, EXTENSIBLE_TAIL), DATA])), EXPECTED);
  });

  it("reads to the end where the recorder did not know the size", async () => {
    for (const stated of [0, 0xffff_ffff, 0x7fff_f000]) {
      const data = riffChunk("data", int16Bytes(SAMPLES), stated);
      assert.deepEqual(await decode(riffFile([fmtChunk(MONO), data])), EXPECTED);
    }
  });

  it("resamples any rate", async () => {
    for (const rateHz of [4000, 8001, 11_025, 44_100, 192_000]) {
      const data = riffChunk("data", int16Bytes(new Int16Array(rateHz / 10)));
      const file = riffFile([fmtChunk({ ...MONO, rateHz }), data]);
      const expected = Math.round((Math.floor(rateHz / 10) * 16_000) / rateHz);
      assert.equal((await decode(file)).length, expected);
    }
  });

  for (const [name, file] of refusals()) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(decode(file), isUnusable);
      await assert.rejects(decode(file, Math.max(5, file.length >> 6)), isUnusable);
    });
  }

  it("clips floats beyond full scale and takes denormals", async () => {
    const data = riffChunk("data", Buffer.from(Float32Array.of(1e38, -1e38, 1e-40, 2).buffer));
    const samples = await decode(riffFile([fmtChunk({ ...MONO, tag: 3, bits: 32 }), data]));
    assert.deepEqual(samples, Float32Array.of(1, -1, 1e-40, 1));
  });

  it("meets 10,000 mutated files with sound or a typed error", async () => {
    const random = seededRandom(20_261_122);
    const stereo = riffChunk("data", int16Bytes(promptSignal(400)));
    const files = [
      riffFile([riffChunk("LIST", Buffer.from("abc")), fmtChunk(MONO), DATA]),
      riffFile([extensible(1, EXTENSIBLE_TAIL), DATA]),
      riffFile([fmtChunk({ ...MONO, tag: 3, channels: 2, bits: 32 }), stereo]),
    ];
    let heard = 0;
    for (let run = 0; run < 10_000; run++) {
      const file = mutate(files[run % files.length]!, random);
      try {
        const samples = await decode(file, 1 + Math.floor(random() * file.length));
        assert.ok(samples.every((sample) => Math.abs(sample) <= 1));
        // Six times as many samples as bytes: the lowest rate to the highest that the test asks for.
        assert.ok(samples.length <= file.length * 6);
        heard++;
      } catch (error) {
        if (!isUnusable(error)) throw error;
      }
    }
    assert.ok(heard > 500 && heard < 9500, `${heard} of the files had sound`);
  });
});

function decode(file: Uint8Array, pieceBytes?: number): Promise<Float32Array> {
  return decodePrompt(file, PromptContainer.WAV, 16_000, pieceBytes);
}

function isUnusable(error: unknown): boolean {
  return (
    error instanceof SottoError &&
    error.reason === "UNUSABLE_PROMPT" &&
    error.details.field === "prompt_audio" &&
    error.details.limit !== undefined
  );
}

function mutate(file: Buffer, random: () => number): Buffer {
  const mutated = Buffer.from(file);
  const edits = 1 + Math.floor(random() * 4);
  for (let edit = 0; edit < edits; edit++) {
    // Most edits hit the headers, which come first.
    mutated[Math.floor(random() ** 2 * mutated.length)] = Math.floor(random() * 256);
  }
  return random() < 0.1 ? mutated.subarray(0, Math.floor(random() * mutated.length)) : mutated;
}

function extensible(tag: number, tail: Buffer): Buffer {
  const extra = Buffer.alloc(24);
  extra.writeUInt16LE(22, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeUInt16LE(tag, 8);
  tail.copy(extra, 10);
  return fmtChunk({ ...MONO, tag: 0xfffe, extra });
}

const CODINGS: { fields: FmtFields; write: (sample: number) => Buffer; toleranceDb: number }[] = [
  { fields: { ...MONO, bits: 8 }, write: (x) => Buffer.of(128 + 128 * x), toleranceDb: 100 },
  { fields: MONO, write: (x) => int16Bytes([x * 32_768]), toleranceDb: 100 },
  { fields: { ...MONO, bits: 24 }, write: (x) => int24(x * 2 ** 23), toleranceDb: 100 },
  { fields: { ...MONO, bits: 32 }, write: (x) => int32(x * 2 ** 31), toleranceDb: 100 },
  {
    fields: { ...MONO, tag: 3, bits: 32 },
    write: (x) => Buffer.from(Float32Array.of(x).buffer),
    toleranceDb: 100,
  },
  {
    fields: { ...MONO, tag: 3, bits: 64 },
    write: (x) => Buffer.from(Float64Array.of(x).buffer),
    toleranceDb: 100,
  },
  // Bytes of G.711's tables nearest to the four samples.
  { fields: { ...MONO, tag: 6, bits: 8 }, write: (x) => Buffer.of(A_LAW[x] ?? 0), toleranceDb: 30 },
  {
    fields: { ...MONO, tag: 7, bits: 8 },
    write: (x) => Buffer.of(MU_LAW[x] ?? 0),
    toleranceDb: 30,
  },
];
const A_LAW: Record<number, number> = { 0.5: 0xa5, [-0.25]: 0x35, 0.125: 0x85, [-1]: 0x2a };
const MU_LAW: Record<number, number> = { 0.5: 0x8f, [-0.25]: 0x1f, 0.125: 0xaf, [-1]: 0x00 };

function int24(value: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeIntLE(value, 0, 3);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function refusals(): [string, Buffer][] {
  const float = { ...MONO, tag: 3, bits: 32 };
  const floats = (...values: number[]): Buffer =>
    riffChunk("data", Buffer.from(Float32Array.from(values).buffer));
  const long = riffChunk("data", int16Bytes(new Int16Array(4000 * 61)));
  return [
    ["no bytes", Buffer.alloc(0)],
    ["one byte", Buffer.of(0x52)],
    ["a header of 43 bytes", PLAIN.subarray(0, 43)],
    ["a text file", Buffer.from("This is not sound, whatever its name says.")],
    ["byte-swapped bytes", Buffer.from(PLAIN).swap16()],
    ["RIFX", riffFile([fmtChunk(MONO), DATA], "RIFX")],
    ["RF64", riffFile([fmtChunk(MONO), DATA], "RF64")],
    ["data before the format", riffFile([DATA, fmtChunk(MONO)])],
    ["no format", riffFile([DATA])],
    ["no data", riffFile([fmtChunk(MONO)])],
    ["data without a sample", riffFile([fmtChunk(MONO), riffChunk("data", Buffer.alloc(0))])],
    ["a second format", riffFile([fmtChunk(MONO), fmtChunk(MONO), DATA])],
    ["a format of 14 bytes", riffFile([riffChunk("fmt ", Buffer.alloc(14, 1)), DATA])],
    ["a format of 64 KiB", riffFile([fmtChunk({ ...MONO, extra: Buffer.alloc(65_520) }), DATA])],
    ["an extensible format cut short", riffFile([fmtChunk({ ...MONO, tag: 0xfffe }), DATA])],
    ["an unknown extensible format", riffFile([extensible(1, Buffer.alloc(14, 9)), DATA])],
    ["ADPCM", riffFile([fmtChunk({ ...MONO, tag: 2, bits: 4, frameBytes: 256 }), DATA])],
    ["extensible ADPCM", riffFile([extensible(2, EXTENSIBLE_TAIL), DATA])],
    ["12 bits", riffFile([fmtChunk({ ...MONO, bits: 12, frameBytes: 2 }), DATA])],
    ["0 bits", riffFile([fmtChunk({ ...MONO, bits: 0 }), DATA])],
    ...[0, 1, 3999, 192_001, 4e9].map((rateHz): [string, Buffer] => [
      `a rate of ${rateHz} Hz`,
      riffFile([fmtChunk({ ...MONO, rateHz }), DATA]),
    ]),
    ...[0, 9, 65_535].map((channels): [string, Buffer] => [
      `${channels} channels`,
      riffFile([fmtChunk({ ...MONO, channels }), DATA]),
    ]),
    ["frames of another length", riffFile([fmtChunk({ ...MONO, frameBytes: 4 }), DATA])],
    ["data cut in a sample", riffFile([fmtChunk(MONO), riffChunk("data", Buffer.alloc(5))])],
    ["data that ends early", riffFile([fmtChunk(MONO), riffChunk("data", Buffer.alloc(8), 10)])],
    ["NaN", riffFile([fmtChunk(float), floats(0, Number.NaN)])],
    ["infinity", riffFile([fmtChunk(float), floats(0, -Infinity)])],
    ["61 seconds", riffFile([fmtChunk({ ...MONO, rateHz: 4000 }), long])],
  ];
}
