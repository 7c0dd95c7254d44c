import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Resampler } from "@sotto/models";
import { AudioEncoding, CHUNK_BYTES_MAX, SAMPLE_RATES_HZ, SottoError } from "@sotto/proto";
import fc from "fast-check";
import { OggOpusDecoder } from "ogg-opus-decoder";
import { joinSamples } from "../../test/support/prompt-files.js";
import { seededRandom, signalToNoiseDb } from "../../test/support/prompt-signal.js";
import { createEncoder } from "./create-encoder.js";
import type { EncodedAudioFormat, EncodedPiece } from "./encoder.js";
import { OggDemuxer, type OggPackets } from "./ogg-demuxer.js";
import { OGG_OPUS_RATES_HZ } from "./ogg-opus-encoder.js";
import { oggPage } from "./ogg-page.js";
import { resolveOutputFormat } from "./output-format.js";

const { LINEAR16, FLOAT32, MULAW, ALAW, OGG_OPUS } = AudioEncoding;
const PCM = [LINEAR16, FLOAT32, MULAW, ALAW] as const;
const SAMPLE_BYTES = { [LINEAR16]: 2, [FLOAT32]: 4, [MULAW]: 1, [ALAW]: 1 };
const MODEL_RATE_HZ = 24_000;

describe("createEncoder for PCM", () => {
  it("rounds to the nearest 16-bit value and clips", () => {
    const steps = [0, 0.4, 0.6, -0.4, -0.6, 32_767.4, 32_768, 1e9, -32_768, -1e9, Number.NaN];
    const input = Float32Array.from(steps, (step) => step / 32_768);
    const bytes = encodeAll({ encoding: LINEAR16, sampleRateHz: 24_000 }, input);
    const values = steps.map((_, n) => bytes.readInt16LE(2 * n));
    assert.deepEqual(values, [0, 0, 1, 0, -1, 32_767, 32_767, 32_767, -32_768, -32_768, 0]);
  });

  it("gives FLOAT32 as it is, clipped", () => {
    const input = Float32Array.of(0, 0.1, -0.7, 1.5, -2, Number.NaN);
    const bytes = encodeAll({ encoding: FLOAT32, sampleRateHz: 24_000 }, input);
    const values = Array.from(input, (_, n) => bytes.readFloatLE(4 * n));
    assert.deepEqual(values, [0, Math.fround(0.1), Math.fround(-0.7), 1, -1, 0]);
  });

  it("writes G.711 bytes", () => {
    const input = Float32Array.of(0, 0.5, -0.25, 1);
    const bytes = (encoding: EncodedAudioFormat["encoding"]): number[] => [
      ...encodeAll({ encoding, sampleRateHz: 24_000 }, input),
    ];
    assert.deepEqual(bytes(MULAW), [0xff, 0x8f, 0x1f, 0x80]);
    assert.deepEqual(bytes(ALAW), [0xd5, 0xa5, 0x0a, 0xaa]);
  });

  it("gives whole samples in pieces of at most a chunk, the same bytes for any split", () => {
    const input = speech(MODEL_RATE_HZ, 12_000);
    fc.assert(
      fc.property(
        fc.constantFrom(...PCM),
        fc.constantFrom(...SAMPLE_RATES_HZ),
        fc.array(fc.nat(9000), { maxLength: 5 }),
        (encoding, sampleRateHz, cuts) => {
          const format = { encoding, sampleRateHz };
          const pieces = encodePieces(format, input, cuts);
          for (const { bytes, samples } of pieces) {
            assert.equal(bytes.length, samples * SAMPLE_BYTES[encoding]);
            assert.ok(bytes.length > 0 && bytes.length <= CHUNK_BYTES_MAX);
          }
          assert.deepEqual(joinBytes(pieces), encodeAll(format, input));
          const samples = pieces.reduce((sum, piece) => sum + piece.samples, 0);
          assert.equal(samples, Math.round((input.length * sampleRateHz) / MODEL_RATE_HZ));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("createEncoder for Ogg-Opus", () => {
  for (const rateHz of OGG_OPUS_RATES_HZ) {
    it(`is decoded by others to its length and sound at ${rateHz} Hz`, async () => {
      const input = speech(MODEL_RATE_HZ, 31_234);
      const pieces = encodePieces({ encoding: OGG_OPUS, sampleRateHz: rateHz }, input, [100, 7000]);
      const decoded = await decodeOpus(joinBytes(pieces));
      const samples = pieces.reduce((sum, piece) => sum + piece.samples, 0);
      assert.equal(samples, Math.round((input.length * rateHz) / MODEL_RATE_HZ));
      assert.equal(decoded.length, samples * (48_000 / rateHz));
      const expected = resample(rateHz, 48_000, resample(MODEL_RATE_HZ, rateHz, input));
      assert.ok(signalToNoiseDb(decoded, expected) > (rateHz === 8000 ? 9 : 12), `${rateHz} Hz`);
    });
  }

  it("is one complete stream: its serial, pages in order, headers first, the end last", () => {
    const pieces = encodePieces(
      { encoding: OGG_OPUS, sampleRateHz: 24_000 },
      speech(24_000, 30_000),
    );
    for (const { bytes } of pieces) assert.ok(bytes.length <= CHUNK_BYTES_MAX);
    const pages = demux(joinBytes(pieces));
    const [head, tags] = [pages[0]?.packets[0], pages[1]?.packets[0]];
    assert.equal(head?.toString("hex"), "4f7075734865616401013801c05d0000000000");
    assert.equal(tags?.toString("latin1", 0, 8), "OpusTags");
    assert.equal(pages.at(-1)?.granule, 312 + 60_000);
    assert.deepEqual(pages.map((page) => page.first).indexOf(true, 1), -1);
    assert.equal(
      pages.findIndex((page) => page.last),
      pages.length - 1,
    );
    const others = encodePieces({ encoding: OGG_OPUS, sampleRateHz: 24_000 }, speech(24_000, 10));
    assert.notEqual(serialOf(others), serialOf(pieces));
  });

  it("sends headers and each packet with the call that completes them", () => {
    const encoder = createEncoder({ encoding: OGG_OPUS, sampleRateHz: 24_000 }, 24_000);
    const first = encoder.encode(new Float32Array(480));
    assert.deepEqual(
      first.map((piece) => piece.samples),
      [0, 480],
    );
    assert.deepEqual(encoder.encode(new Float32Array(479)), []);
    assert.deepEqual(
      encoder.encode(new Float32Array(1)).map((piece) => piece.samples),
      [480],
    );
    assert.deepEqual(
      encoder.encode(new Float32Array(1440)).map((piece) => piece.samples),
      [1440],
    );
    assert.deepEqual(
      encoder.finish().map((piece) => piece.samples),
      [0],
    );
    encoder.close();
    encoder.close();
  });

  it("is a playable stream without a sample, and with one", async () => {
    for (const length of [0, 1, 480, 481]) {
      const pieces = encodePieces(
        { encoding: OGG_OPUS, sampleRateHz: 24_000 },
        speech(24_000, length),
      );
      assert.equal(
        pieces.reduce((sum, piece) => sum + piece.samples, 0),
        length,
      );
      const last = demux(joinBytes(pieces)).at(-1);
      assert.equal(last?.last, true);
      assert.equal(last.granule, 312 + 2 * length);
      // This decoder does not trim a stream whose first packet is its last one (ffmpeg does).
      if (length < 480) continue;
      assert.equal((await decodeOpus(joinBytes(pieces))).length, 2 * length);
    }
  });

  it("gives the same packets alone and among 200 others", () => {
    const format = { encoding: OGG_OPUS, sampleRateHz: 48_000 } as const;
    const input = speech(24_000, 4800);
    const alone = packetsOf(encodePieces(format, input));
    const encoders = Array.from({ length: 200 }, () => createEncoder(format, 24_000));
    const pieces: EncodedPiece[][] = encoders.map(() => []);
    for (let start = 0; start < input.length; start += 1200) {
      encoders.forEach((encoder, n) => {
        const loud = input
          .subarray(start, start + 1200)
          .map((sample) => (n % 2 ? sample : -sample));
        pieces[n]?.push(...encoder.encode(loud));
      });
    }
    encoders.forEach((encoder, n) => {
      pieces[n]?.push(...encoder.finish());
      encoder.close();
    });
    for (const n of [1, 101, 199]) assert.deepEqual(packetsOf(pieces[n] ?? []), alone);
  });

  it("keeps every page to the limits of a chunk and of Ogg for long input", async () => {
    const input = speech(24_000, 24_000 * 20);
    const pieces = encodePieces({ encoding: OGG_OPUS, sampleRateHz: 48_000 }, input);
    for (const { bytes } of pieces) assert.ok(bytes.length <= CHUNK_BYTES_MAX);
    assert.equal((await decodeOpus(joinBytes(pieces))).length, 48_000 * 20);
  });
});

describe("oggPage", () => {
  it("writes a page with the checksum that others compute", () => {
    // The first page of a file of opusenc's, cut out: 19 bytes of OpusHead.
    const head = Buffer.from("4f707573486561640102380180bb0000000000", "hex");
    const page = oggPage({ flags: 2, granule: 0, serial: 0x12345678, sequence: 0 }, [head]);
    assert.equal(page.length, 27 + 1 + 19);
    assert.equal(demux(page)[0]?.packets[0]?.toString("hex"), head.toString("hex"));
    const damaged = Buffer.from(page);
    damaged.writeUInt8(3, 37);
    assert.throws(() => demux(damaged), SottoError);
  });

  it("gives packets of any length back", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 50 }), (packets) => {
        const bytes = oggPage({ flags: 2, granule: 1, serial: 1, sequence: 0 }, packets);
        const read = demux(bytes).flatMap((page) => page.packets);
        assert.deepEqual(
          read.map((packet) => [...packet]),
          packets.map((packet) => [...packet]),
        );
      }),
    );
    const full = new Array<Uint8Array>(256).fill(new Uint8Array(1));
    assert.throws(
      () => oggPage({ flags: 0, granule: 0, serial: 0, sequence: 0 }, full),
      RangeError,
    );
  });
});

describe("resolveOutputFormat", () => {
  it("fills in what is left open", () => {
    const linear16 = { encoding: LINEAR16, sampleRateHz: 24_000 };
    assert.deepEqual(resolveOutputFormat(undefined, 24_000), linear16);
    assert.deepEqual(resolveOutputFormat({ encoding: 0, sampleRateHz: 0 }, 24_000), linear16);
    const opus = (modelRateHz: number): unknown =>
      resolveOutputFormat({ encoding: OGG_OPUS, sampleRateHz: 0 }, modelRateHz);
    assert.deepEqual(opus(24_000), { encoding: OGG_OPUS, sampleRateHz: 24_000 });
    assert.deepEqual(opus(22_050), { encoding: OGG_OPUS, sampleRateHz: 24_000 });
    assert.deepEqual(opus(44_100), { encoding: OGG_OPUS, sampleRateHz: 48_000 });
    assert.equal(resolveOutputFormat(undefined, 32_000).sampleRateHz, 44_100);
    assert.equal(resolveOutputFormat(undefined, 96_000).sampleRateHz, 48_000);
  });

  it("names the field and its limit", () => {
    for (const [encoding, sampleRateHz, field] of [
      [6, 0, "config.output.encoding"],
      [-1, 24_000, "config.output.encoding"],
      [LINEAR16, 11_025, "config.output.sample_rate_hz"],
      [MULAW, 1, "config.output.sample_rate_hz"],
      [OGG_OPUS, 22_050, "config.output.sample_rate_hz"],
      [OGG_OPUS, 44_100, "config.output.sample_rate_hz"],
    ] as const) {
      assert.throws(
        () => resolveOutputFormat({ encoding: encoding as never, sampleRateHz }, 24_000),
        (error) =>
          error instanceof SottoError && error.details.field === field && !!error.details.limit,
      );
    }
    assert.throws(
      () => createEncoder({ encoding: OGG_OPUS, sampleRateHz: 22_050 }, 24_000),
      SottoError,
    );
  });
});

/** Something like speech: harmonics of a moving pitch, in syllables, with a little noise. */
function speech(rateHz: number, length: number): Float32Array {
  const random = seededRandom(3);
  let phase = 0;
  return Float32Array.from({ length }, (_, n) => {
    const seconds = n / rateHz;
    phase += (2 * Math.PI * (130 + 30 * Math.sin(5 * seconds))) / rateHz;
    let sample = 0;
    for (let harmonic = 1; harmonic < 12; harmonic++) {
      sample += Math.sin(harmonic * phase) / harmonic;
    }
    const syllable = 0.6 + 0.4 * Math.sin(2 * Math.PI * 4 * seconds);
    return 0.3 * syllable * sample + 0.002 * (random() - 0.5);
  });
}

function encodePieces(
  format: EncodedAudioFormat,
  input: Float32Array,
  cuts: readonly number[] = [],
): EncodedPiece[] {
  const encoder = createEncoder(format, MODEL_RATE_HZ);
  const pieces: EncodedPiece[] = [];
  let start = 0;
  for (const cut of [...cuts, input.length]) {
    pieces.push(...encoder.encode(input.subarray(start, start + cut)));
    start = Math.min(input.length, start + cut);
  }
  pieces.push(...encoder.finish());
  encoder.close();
  return pieces;
}

function encodeAll(format: EncodedAudioFormat, input: Float32Array): Buffer {
  return joinBytes(encodePieces(format, input));
}

function joinBytes(pieces: readonly EncodedPiece[]): Buffer {
  return Buffer.concat(pieces.map((piece) => piece.bytes));
}

function demux(bytes: Buffer): OggPackets[] {
  return [...new OggDemuxer(() => true).read(bytes)];
}

/** All packets but the headers. */
function packetsOf(pieces: readonly EncodedPiece[]): string[] {
  const pages = demux(joinBytes(pieces)).slice(2);
  return pages.flatMap((page) => page.packets.map((packet) => packet.toString("hex")));
}

function serialOf(pieces: readonly EncodedPiece[]): number | undefined {
  return pieces[0]?.bytes.readUInt32LE(14);
}

async function decodeOpus(file: Buffer): Promise<Float32Array> {
  const decoder = new OggOpusDecoder();
  await decoder.ready;
  try {
    const decoded = await decoder.decodeFile(file);
    assert.deepEqual(decoded.errors, []);
    return decoded.channelData[0] ?? new Float32Array(0);
  } finally {
    decoder.free();
  }
}

function resample(from: number, to: number, input: Float32Array): Float32Array {
  const resampler = new Resampler(from, to);
  return joinSamples([resampler.process(input), resampler.flush()]);
}
