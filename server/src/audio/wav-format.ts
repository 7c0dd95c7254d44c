import { codingBytes, type SampleCoding } from "./pcm-reader.js";
import { checkPromptShape, unusablePrompt } from "./prompt-limits.js";

/** What a WAVE file's `fmt ` chunk says. */
export interface WavFormat {
  readonly coding: SampleCoding;
  readonly channels: number;
  readonly rateHz: number;
}

const TAG_PCM = 1;
const TAG_FLOAT = 3;
const TAG_A_LAW = 6;
const TAG_MU_LAW = 7;
const TAG_EXTENSIBLE = 0xfffe;

/** A `fmt ` chunk's sizes: the plain one, and that with a WAVEFORMATEXTENSIBLE. */
const PLAIN_BYTES = 16;
const EXTENSIBLE_BYTES = 40;

/** What follows the format tag in the GUIDs of WAVEFORMATEXTENSIBLE. */
const GUID_TAIL = Buffer.from("000000001000800000aa00389b71", "hex");

const CODINGS: Record<string, SampleCoding> = {
  [`${TAG_PCM}/8`]: "u8",
  [`${TAG_PCM}/16`]: "s16",
  [`${TAG_PCM}/24`]: "s24",
  [`${TAG_PCM}/32`]: "s32",
  [`${TAG_FLOAT}/32`]: "f32",
  [`${TAG_FLOAT}/64`]: "f64",
  [`${TAG_A_LAW}/8`]: "aLaw",
  [`${TAG_MU_LAW}/8`]: "muLaw",
};

/**
 * Reads the body of a `fmt ` chunk (WAVEFORMATEX, Microsoft).
 * @throws SottoError UNUSABLE_PROMPT for a format that is not read, or makes no sense.
 */
export function parseWavFormat(chunk: Buffer): WavFormat {
  if (chunk.length < PLAIN_BYTES) {
    throw unusablePrompt(`a WAVE file with a fmt chunk of ${PLAIN_BYTES} bytes or more`);
  }
  const channels = chunk.readUInt16LE(2);
  const rateHz = chunk.readUInt32LE(4);
  const frameBytes = chunk.readUInt16LE(12);
  const bits = chunk.readUInt16LE(14);
  const coding = CODINGS[`${formatTag(chunk)}/${bits}`];
  if (coding === undefined) {
    throw unusablePrompt(
      "a WAVE file of 8, 16, 24 or 32-bit PCM, 32 or 64-bit float, mu-law or A-law",
    );
  }
  checkPromptShape(rateHz, channels);
  if (frameBytes !== channels * codingBytes(coding)) {
    throw unusablePrompt("a WAVE file whose frames are as long as its channels' samples");
  }
  return { coding, channels, rateHz };
}

function formatTag(chunk: Buffer): number | undefined {
  const tag = chunk.readUInt16LE(0);
  if (tag !== TAG_EXTENSIBLE) return tag;
  if (chunk.length < EXTENSIBLE_BYTES || !chunk.subarray(26, 40).equals(GUID_TAIL))
    return undefined;
  return chunk.readUInt16LE(24);
}
