import { readFileSync } from "node:fs";
import { PromptContainer } from "@sotto/proto";
import { createPromptDecoder } from "../../src/audio/create-prompt-decoder.js";

/** A file of `server/test/fixtures/prompts`. */
export function promptFixture(name: string): Buffer {
  return readFileSync(new URL(`../../../test/fixtures/prompts/${name}`, import.meta.url));
}

/** Decodes a whole prompt, given in pieces of `pieceBytes`. */
export async function decodePrompt(
  bytes: Uint8Array,
  container: PromptContainer,
  targetRateHz: number,
  pieceBytes = 65_536,
): Promise<Float32Array> {
  const decoder = createPromptDecoder({ container, encoding: 0, sampleRateHz: 0 }, targetRateHz);
  const pieces: Float32Array[] = [];
  try {
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      pieces.push(await decoder.push(bytes.subarray(start, start + pieceBytes)));
    }
    pieces.push(await decoder.finish());
  } finally {
    decoder.close();
  }
  return joinSamples(pieces);
}

/** One array of all `pieces`. */
export function joinSamples(pieces: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let start = 0;
  for (const piece of pieces) {
    joined.set(piece, start);
    start += piece.length;
  }
  return joined;
}

/** A chunk of a RIFF file, padded to an even size. */
export function riffChunk(id: string, body: Uint8Array, statedBytes = body.length): Buffer {
  const header = Buffer.alloc(8);
  header.write(id, 0, "latin1");
  header.writeUInt32LE(statedBytes, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)]);
}

/** What {@link fmtChunk} writes. */
export interface FmtFields {
  readonly tag: number;
  readonly channels: number;
  readonly rateHz: number;
  readonly bits: number;
  /** What follows the 16 bytes that all have. */
  readonly extra?: Uint8Array;
  readonly frameBytes?: number;
}

/** The `fmt ` chunk of a WAVE file. */
export function fmtChunk(fields: FmtFields): Buffer {
  const { tag, channels, rateHz, bits, extra = Buffer.alloc(0) } = fields;
  const frameBytes = fields.frameBytes ?? (channels * bits) / 8;
  const body = Buffer.alloc(16);
  body.writeUInt16LE(tag, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rateHz, 4);
  body.writeUInt32LE((rateHz * frameBytes) >>> 0, 8);
  body.writeUInt16LE(frameBytes & 0xffff, 12);
  body.writeUInt16LE(bits, 14);
  return riffChunk("fmt ", Buffer.concat([body, extra]));
}

/** A RIFF/WAVE file of `chunks`. */
export function riffFile(chunks: readonly Uint8Array[], magic = "RIFF"): Buffer {
  const body = Buffer.concat(chunks);
  const header = Buffer.alloc(12);
  header.write(magic, 0, "latin1");
  header.writeUInt32LE(4 + body.length, 4);
  header.write("WAVE", 8, "latin1");
  return Buffer.concat([header, body]);
}

/** 16-bit little-endian bytes. */
export function int16Bytes(samples: Iterable<number>): Buffer {
  return Buffer.from(Int16Array.from(samples).buffer);
}
