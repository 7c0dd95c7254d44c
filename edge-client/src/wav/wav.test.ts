import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DeviceError } from "../device/device-error.js";
import type { PcmFormat } from "../pcm-format.js";
import { parseWavHeader, WAV_HEADER_BYTES, wavHeader } from "./wav-header.js";
import { openPcm } from "./wav-reader.js";
import { pcmBytesOfWav } from "./wav-samples.js";

const RAW: PcmFormat = { encoding: "s16le", sampleRateHz: 16_000, channels: 1 };

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, size: number, name: string): Promise<[PcmFormat, Buffer]> {
  const opened = await openPcm(pieces(bytes, size), RAW, name);
  const got: Uint8Array[] = [];
  for await (const piece of opened.pcm) got.push(Uint8Array.from(piece));
  return [opened.format, Buffer.concat(got)];
}

/** A header of 44 bytes whose fields can be set. */
function header(change: (bytes: Buffer) => void = () => undefined): Buffer {
  const bytes = wavHeader(RAW, 4);
  change(bytes);
  return Buffer.concat([bytes, Buffer.of(1, 2, 3, 4)]);
}

describe("WAV files", () => {
  it("read as they were written, in any pieces, in both encodings", async () => {
    const format = fc.record({
      encoding: fc.constantFrom("s16le" as const, "f32le" as const),
      sampleRateHz: fc.constantFrom(8000, 24_000, 48_000),
      channels: fc.integer({ min: 1, max: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(
        format,
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        async (written, noise, size, known) => {
          const frame = written.channels * (written.encoding === "s16le" ? 2 : 4);
          const data = noise.subarray(0, noise.length - (noise.length % frame));
          const after = known ? [Buffer.from("LIST\x04\0\0\0abcd", "latin1")] : [];
          // A data size of 0 means "to the end" by custom, so that an empty file can't be followed by anything.
          if (data.length === 0 && known) return;
          const file = Buffer.concat([
            wavHeader(written, known ? data.length : undefined),
            data,
            ...after,
          ]);
          const [got, pcm] = await read(file, size, "a.wav");
          assert.deepEqual(got, { ...written });
          assert.ok(pcm.equals(data));
        },
      ),
    );
  });

  it("are found whatever chunks come before the samples", () => {
    const plain = header();
    const list = Buffer.from("LIST\x05\0\0\0abcde\0", "latin1");
    const bytes = Buffer.concat([plain.subarray(0, 12), list, plain.subarray(12)]);
    assert.equal(parseWavHeader(bytes, "a.wav")?.dataOffset, 44 + list.length);
    for (let length = 0; length < 44; length++) {
      assert.equal(parseWavHeader(plain.subarray(0, length), "a.wav"), undefined);
    }
  });

  it("of a kind we don't read are refused with what was found", async () => {
    const bad: [(bytes: Buffer) => void, RegExp][] = [
      [(bytes) => bytes.write("RIFX", 0), /RIFF/],
      [(bytes) => bytes.write("RF64", 0), /RIFF/],
      [(bytes) => bytes.write("data", 12), /before their format/],
      [(bytes) => bytes.writeUInt32LE(14, 16), /needs 16/],
      [(bytes) => bytes.writeUInt16LE(0, 22), /0 channels/],
      [(bytes) => bytes.writeUInt16LE(65_535, 22), /65535 channels/],
      [(bytes) => bytes.writeUInt32LE(1, 24), /rate is 1 Hz/],
      [(bytes) => bytes.writeUInt32LE(4e9, 24), /rate is 4000000000 Hz/],
      [(bytes) => bytes.writeUInt16LE(2, 20), /type 2/],
      [(bytes) => bytes.writeUInt16LE(12, 34), /12 bits/],
      [(bytes) => bytes.writeUInt32LE(0x7fffffff, 16), /1 MiB|needs|ends/],
    ];
    for (const [change, message] of bad) {
      await assert.rejects(read(header(change), 7, "a.wav"), {
        kind: "formatUnsupported",
        message,
      });
    }
    await assert.rejects(read(Buffer.from("just text, renamed"), 5, "a.wav"), /RIFF/);
    await assert.rejects(read(header().subarray(0, 43), 5, "a.wav"), /ends within its header/);
    await assert.rejects(read(Buffer.alloc(0), 5, "A.WAV"), /ends within/);
  });

  it("mutated at random give sound or a DeviceError, and never anything else", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(WAV_HEADER_BYTES - 1), fc.nat(255)), { maxLength: 6 }),
        async (changes) => {
          const bytes = header((each) => {
            for (const [at, value] of changes) each[at] = value;
          });
          try {
            await read(bytes, 11, "a.wav");
          } catch (error) {
            assert.ok(error instanceof DeviceError && error.kind === "formatUnsupported");
          }
        },
      ),
      { numRuns: 2000, seed: 1 },
    );
  });

  it("of 8, 24 and 32 bits become floats", () => {
    const floats = (bytes: number[], type: "u8" | "s24le" | "s32le"): number[] => [
      ...new Float32Array(Uint8Array.from(pcmBytesOfWav(Uint8Array.from(bytes), type)).buffer),
    ];
    assert.deepEqual(floats([0, 128, 192], "u8"), [-1, 0, 0.5]);
    assert.deepEqual(floats([0, 0, 0x80, 0, 0, 0x40, 0xff, 0xff, 0xff], "s24le"), [
      -1,
      0.5,
      -1 / 8_388_608,
    ]);
    assert.deepEqual(floats([0, 0, 0, 0x80, 0, 0, 0, 0x40], "s32le"), [-1, 0.5]);
  });

  it("are told from raw PCM by their first bytes", async () => {
    const raw = Buffer.from([1, 2, 3, 4, 5, 6]);
    assert.deepEqual(await read(raw, 1, "a.raw"), [RAW, raw]);
    assert.deepEqual((await read(header(), 3, "a.pcm"))[1], Buffer.of(1, 2, 3, 4));
  });
});
