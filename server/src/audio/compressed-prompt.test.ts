import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PromptContainer, SottoError } from "@sotto/proto";
import { decodePrompt, joinSamples, promptFixture } from "../../test/support/prompt-files.js";
import { promptSignal, seededRandom, signalToNoiseDb } from "../../test/support/prompt-signal.js";
import { createEncoder } from "./create-encoder.js";
import { createPromptDecoder } from "./create-prompt-decoder.js";
import { oggChecksum, oggPage } from "./ogg-page.js";

const RATE_HZ = 24_000;
const MONO = average([promptSignal(RATE_HZ)]);
const STEREO = average([promptSignal(RATE_HZ), promptSignal(RATE_HZ, 1)]);
const { FLAC, OGG } = PromptContainer;

describe("prompts of FLAC", () => {
  for (const [name, expected] of [
    ["mono.flac", MONO],
    ["stereo.flac", STEREO],
    ["stereo-24-bit.flac", STEREO],
  ] as const) {
    it(`reads ${name} to the bit, in any pieces`, async () => {
      const file = promptFixture(name);
      for (const pieceBytes of [61, 997, file.length]) {
        assert.deepEqual(await decodePrompt(file, FLAC, RATE_HZ, pieceBytes), expected);
      }
    });
  }

  it("does not look at what follows the last sample", async () => {
    const tagged = Buffer.concat([
      promptFixture("mono.flac"),
      Buffer.from("TAG of another format"),
    ]);
    assert.deepEqual(await decodePrompt(tagged, FLAC, RATE_HZ), MONO);
  });

  it("refuses a file that ends early, at any byte", async () => {
    const file = promptFixture("mono.flac");
    for (let length = 0; length < file.length; length += 1 + (length >> 4)) {
      await assert.rejects(decodePrompt(file.subarray(0, length), FLAC, RATE_HZ), isUnusable);
    }
  });

  it("refuses frames with a flipped bit", async () => {
    const file = promptFixture("mono.flac");
    for (let at = 9000; at < file.length; at += 607) {
      const damaged = Buffer.from(file);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
      await assert.rejects(decodePrompt(damaged, FLAC, RATE_HZ), isUnusable, `byte ${at}`);
    }
  });

  it("stops at 60 seconds of what a few bytes can make hours", async () => {
    const frame = silentFrame();
    const bomb = Buffer.concat([flacHeader(), ...new Array<Buffer>(2000).fill(frame)]);
    assert.ok(bomb.length < 65_536);
    await assert.rejects(decodePrompt(bomb, FLAC, RATE_HZ), limitIs("at most 60 seconds long"));
  });
});

describe("prompts of Ogg", () => {
  it("reads Opus at its length, in any pieces", async () => {
    const file = promptFixture("stereo.opus.ogg");
    const whole = await decodePrompt(file, OGG, RATE_HZ);
    assert.equal(whole.length, STEREO.length);
    assert.ok(signalToNoiseDb(whole, STEREO) > 20);
    for (const pieceBytes of [11, 613]) {
      assert.deepEqual(await decodePrompt(file, OGG, RATE_HZ, pieceBytes), whole);
    }
  });

  it("refuses Vorbis by name", async () => {
    await assert.rejects(decodePrompt(promptFixture("mono.vorbis.ogg"), OGG, RATE_HZ), /Vorbis/);
  });

  it("reads Opus for a model of a rate that the codec has not", async () => {
    const samples = await decodePrompt(promptFixture("stereo.opus.ogg"), OGG, 22_050);
    assert.equal(samples.length, 22_050 / 2);
  });

  it("reads a chain of streams as one sound", async () => {
    const opus = Buffer.concat([
      promptFixture("stereo.opus.ogg"),
      promptFixture("stereo.opus.ogg"),
    ]);
    assert.equal((await decodePrompt(opus, OGG, RATE_HZ)).length, RATE_HZ);
  });

  it("passes the pages of other streams over", async () => {
    const other = oggPage({ flags: 2, granule: 0, serial: 77, sequence: 0 }, [
      Buffer.from("fishead"),
    ]);
    const file = Buffer.concat([other, promptFixture("stereo.opus.ogg")]);
    assert.equal((await decodePrompt(file, OGG, RATE_HZ)).length, STEREO.length);
  });

  it("refuses a codec that it does not read, and what is no Ogg", async () => {
    const flac = oggPage({ flags: 6, granule: 0, serial: 1, sequence: 0 }, [
      Buffer.from("\x7fFLAC"),
    ]);
    await assert.rejects(decodePrompt(flac, OGG, RATE_HZ), isUnusable);
    await assert.rejects(decodePrompt(promptFixture("mono.flac"), OGG, RATE_HZ), isUnusable);
    await assert.rejects(decodePrompt(Buffer.alloc(0), OGG, RATE_HZ), isUnusable);
  });

  it("refuses a damaged page and a missing one", async () => {
    const file = promptFixture("stereo.opus.ogg");
    const damaged = Buffer.from(file);
    damaged.writeUInt8(damaged.readUInt8(3000) ^ 1, 3000);
    await assert.rejects(decodePrompt(damaged, OGG, RATE_HZ), isUnusable);
    const second = file.indexOf("OggS", 4);
    const third = file.indexOf("OggS", second + 4);
    const gap = Buffer.concat([file.subarray(0, second), file.subarray(third)]);
    await assert.rejects(decodePrompt(gap, OGG, RATE_HZ), isUnusable);
  });

  it("stops at 60 seconds of what a few bytes can make hours", async () => {
    const encoder = createEncoder({ encoding: 5, sampleRateHz: 8000 }, 8000);
    const head = encoder.encode(new Float32Array(0))[0]?.bytes ?? Buffer.alloc(0);
    encoder.close();
    const serial = head.readUInt32LE(14);
    // One byte is a packet of 60 ms.
    const packets = new Array<Buffer>(255).fill(Buffer.of(0x18));
    const pages = Array.from({ length: 10 }, (_, n) =>
      oggPage({ flags: 0, granule: (n + 1) * 255 * 2880, serial, sequence: n + 2 }, packets),
    );
    const bomb = Buffer.concat([head, ...pages]);
    await assert.rejects(decodePrompt(bomb, OGG, RATE_HZ), limitIs("at most 60 seconds long"));
  });

  it("meets mutated packets with sound or a typed error", async () => {
    const random = seededRandom(7);
    for (let run = 0; run < 80; run++) {
      const file = Buffer.from(promptFixture("stereo.opus.ogg"));
      for (let edit = 0; edit < 4; edit++) {
        file[Math.floor(random() * file.length)] = Math.floor(random() * 256);
      }
      sealPages(file);
      try {
        const samples = await decodePrompt(file, OGG, RATE_HZ);
        assert.ok(samples.every((sample) => Math.abs(sample) <= 1));
      } catch (error) {
        if (!isUnusable(error)) throw error;
      }
    }
  });
});

describe("createPromptDecoder", () => {
  it("reads raw PCM of each encoding for any split, and at odd offsets", async () => {
    for (const [encoding, bytes] of [
      [0, Buffer.from(Int16Array.of(16_384, -8192).buffer)],
      [1, Buffer.from(Int16Array.of(16_384, -8192).buffer)],
      [2, Buffer.from(Float32Array.of(0.5, -0.25).buffer)],
      [3, Buffer.of(0x8f, 0x1f)],
      [4, Buffer.of(0xa5, 0x35)],
    ] as const) {
      const shifted = Buffer.concat([Buffer.alloc(1), bytes]).subarray(1);
      const decoder = createPromptDecoder({ container: 0, encoding, sampleRateHz: 8000 }, 8000);
      const pieces: Float32Array[] = [];
      for (let at = 0; at < bytes.length; at++) {
        pieces.push(await decoder.push(shifted.subarray(at, at + 1)));
      }
      pieces.push(await decoder.finish());
      decoder.close();
      const samples = joinSamples(pieces);
      assert.equal(samples.length, 2);
      assert.ok(signalToNoiseDb(samples, Float32Array.of(0.5, -0.25)) > 25);
    }
  });

  it("refuses a sample cut in two, no sound, NaN and too many bytes", async () => {
    for (const [encoding, bytes] of [
      [1, Buffer.alloc(7)],
      [2, Buffer.alloc(10)],
      [1, Buffer.alloc(0)],
      [2, Buffer.from(Float32Array.of(Number.NaN).buffer)],
    ] as const) {
      const decoder = createPromptDecoder({ container: 0, encoding, sampleRateHz: 8000 }, 8000);
      await assert.rejects(async () => {
        await decoder.push(bytes);
        await decoder.finish();
      }, isUnusable);
      decoder.close();
    }
    const wav = createPromptDecoder({ container: 1, encoding: 0, sampleRateHz: 0 }, 8000);
    // A chunk to be passed over, of 4 GiB.
    await wav.push(Buffer.from("RIFF\xff\xff\xff\xffWAVELIST\xff\xff\xff\xff", "latin1"));
    const megabytes = Buffer.alloc(1024 * 1024);
    await assert.rejects(async () => {
      for (let n = 0; n < 17; n++) await wav.push(megabytes);
    }, limitIs("at most 16777216 bytes long"));
    wav.close();
  });

  it("names the field of a format that there is not", () => {
    for (const [format, field] of [
      [{ container: 4, encoding: 0, sampleRateHz: 0 }, "config.prompt.container"],
      [{ container: 0, encoding: 5, sampleRateHz: 8000 }, "config.prompt.encoding"],
      [{ container: 0, encoding: 9, sampleRateHz: 8000 }, "config.prompt.encoding"],
      [{ container: 0, encoding: 1, sampleRateHz: 0 }, "config.prompt.sample_rate_hz"],
      [{ container: 0, encoding: 1, sampleRateHz: 11_025 }, "config.prompt.sample_rate_hz"],
    ] as const) {
      const create = (): unknown => createPromptDecoder(format as never, 8000);
      assert.throws(create, (error) => {
        assert.ok(error instanceof SottoError);
        return error.reason === "INVALID_FIELD" && error.details.field === field;
      });
    }
  });

  it("gives its first error again, and none of its sound after it was closed", async () => {
    const broken = createPromptDecoder({ container: 2, encoding: 0, sampleRateHz: 0 }, 8000);
    await assert.rejects(broken.push(Buffer.from("not FLAC")), limitIs("a FLAC file"));
    await assert.rejects(broken.finish(), limitIs("a FLAC file"));
    const closed = createPromptDecoder({ container: 3, encoding: 0, sampleRateHz: 0 }, RATE_HZ);
    const pushed = closed.push(promptFixture("stereo.opus.ogg"));
    closed.close();
    closed.close();
    await assert.rejects(pushed, { reason: "CANCELLED" });
  });
});

function average(channels: readonly Int16Array[]): Float32Array {
  const sums = Float32Array.from(channels[0] ?? [], (_, n) =>
    channels.reduce((sum, channel) => sum + (channel[n] ?? 0), 0),
  );
  return sums.map((sum) => sum / channels.length / 32_768);
}

function isUnusable(error: unknown): boolean {
  return (
    error instanceof SottoError &&
    error.reason === "UNUSABLE_PROMPT" &&
    error.details.field === "prompt_audio"
  );
}

function limitIs(limit: string): (error: unknown) => boolean {
  return (error) => isUnusable(error) && (error as SottoError).details.limit === limit;
}

/** Gives every page of a mutated file its right checksum, so that the decoders behind are reached. */
function sealPages(file: Buffer): void {
  for (let at = file.indexOf("OggS"); at >= 0; at = file.indexOf("OggS", at + 4)) {
    const next = file.indexOf("OggS", at + 4);
    const page = file.subarray(at, next < 0 ? file.length : next);
    if (page.length >= 27) page.writeUInt32LE(oggChecksum(page), 22);
  }
}

/** `fLaC` and STREAMINFO: 8 channels of 16 bits at 24 kHz, of unknown length. */
function flacHeader(): Buffer {
  const header = Buffer.alloc(42);
  header.write("fLaC\x80\x00\x00\x22", 0, "latin1");
  header.writeBigUInt64BE((BigInt(RATE_HZ) << 44n) | (7n << 41n) | (15n << 36n), 18);
  return header;
}

/** A frame of 32,768 silent samples in 8 channels: 32 bytes for 0.5 MiB of PCM. */
function silentFrame(): Buffer {
  const header = Buffer.of(0xff, 0xf8, 0xf0, 0x70, 0x00);
  const body = Buffer.concat([header, Buffer.of(crc(header, 8, 0x07)), Buffer.alloc(8 * 3)]);
  const sum = crc(body, 16, 0x8005);
  return Buffer.concat([body, Buffer.of(sum >> 8, sum & 0xff)]);
}

/** A plain CRC, bit by bit. */
function crc(bytes: Buffer, bits: number, polynomial: number): number {
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) {
      value = value & (1 << (bits - 1)) ? (value << 1) ^ polynomial : value << 1;
    }
  }
  return value & ((1 << bits) - 1);
}
