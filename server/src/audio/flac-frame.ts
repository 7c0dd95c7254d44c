import { BitReader, OutOfBits } from "./bit-reader.js";
import { brokenFlac, readSubframe } from "./flac-subframe.js";

/** What STREAMINFO says (RFC 9639 §8.2). */
export interface FlacStreamInfo {
  readonly rateHz: number;
  readonly channels: number;
  readonly bits: number;
  /** Samples of a channel in the whole file; 0 where unknown. */
  readonly totalSamples: number;
}

/** One frame. */
export interface FlacFrame {
  /** Mono, full scale 1: the average of the channels. */
  readonly samples: Float32Array;
  /** Bytes that it took. */
  readonly bytes: number;
}

const SYNC_CODE = 0x7ffc;

/** Sample sizes and rates by their codes in a frame header (RFC 9639 §9.1); 0 stands for STREAMINFO's. */
const BITS_BY_CODE = [0, 8, 12, undefined, 16, 20, 24, 32];
const RATES_BY_CODE = [
  0, 88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000,
];

interface FrameHeader {
  readonly blockSamples: number;
  /** 0 to 7 is the number of channels less one; 8 to 10 are left/side, side/right and mid/side. */
  readonly assignment: number;
}

/**
 * Decodes the frame that `bytes` begins with (RFC 9639 §9), its checksums included; `undefined` where it is not all
 * there yet.
 * @throws SottoError UNUSABLE_PROMPT where it is not a frame, or not one of the stream that `info` describes.
 */
export function readFlacFrame(bytes: Uint8Array, info: FlacStreamInfo): FlacFrame | undefined {
  try {
    const reader = new BitReader(bytes);
    const header = readHeader(reader, bytes, info);
    const channels = readChannels(reader, header, info.bits);
    reader.align();
    const end = reader.byteOffset;
    if (reader.unsigned(16) !== crc16(bytes.subarray(0, end))) throw brokenFlac();
    return { samples: average(channels, header.blockSamples, info.bits), bytes: end + 2 };
  } catch (error) {
    if (error instanceof OutOfBits) return undefined;
    throw error;
  }
}

function readHeader(reader: BitReader, bytes: Uint8Array, info: FlacStreamInfo): FrameHeader {
  if (reader.unsigned(15) !== SYNC_CODE) throw brokenFlac();
  reader.unsigned(1);
  const blockCode = reader.unsigned(4);
  const rateCode = reader.unsigned(4);
  const assignment = reader.unsigned(4);
  const bitsCode = reader.unsigned(3);
  if (reader.unsigned(1) !== 0 || assignment > 10 || blockCode === 0) throw brokenFlac();
  skipCodedNumber(reader);
  const blockSamples = readBlockSamples(reader, blockCode);
  const rateHz = readRate(reader, rateCode);
  const end = reader.byteOffset;
  if (reader.unsigned(8) !== crc8(bytes.subarray(0, end))) throw brokenFlac();
  const bits = BITS_BY_CODE[bitsCode];
  const channels = assignment < 8 ? assignment + 1 : 2;
  const matches =
    channels === info.channels &&
    (bits === 0 || bits === info.bits) &&
    (rateHz === 0 || rateHz === info.rateHz);
  if (!matches) throw brokenFlac();
  return { blockSamples, assignment };
}

/** The frame's or sample's number, coded like UTF-8 in up to 7 bytes; frames come in order, so it is not needed. */
function skipCodedNumber(reader: BitReader): void {
  const first = reader.unsigned(8);
  const ones = Math.clz32(~(first << 24));
  if (ones === 1 || ones === 8) throw brokenFlac();
  for (let n = 1; n < ones; n++) {
    if (reader.unsigned(8) >> 6 !== 2) throw brokenFlac();
  }
}

function readBlockSamples(reader: BitReader, code: number): number {
  if (code === 1) return 192;
  if (code <= 5) return 576 * 2 ** (code - 2);
  if (code === 6) return reader.unsigned(8) + 1;
  if (code === 7) return reader.unsigned(16) + 1;
  return 2 ** code;
}

function readRate(reader: BitReader, code: number): number {
  const rateHz = RATES_BY_CODE[code];
  if (rateHz !== undefined) return rateHz;
  if (code === 12) return reader.unsigned(8) * 1000;
  if (code === 13) return reader.unsigned(16);
  if (code === 14) return reader.unsigned(16) * 10;
  throw brokenFlac();
}

function readChannels(reader: BitReader, header: FrameHeader, bits: number): Float64Array[] {
  const { assignment, blockSamples } = header;
  const read = (extraBit: boolean): Float64Array =>
    readSubframe(reader, blockSamples, bits + (extraBit ? 1 : 0));
  if (assignment < 8) return Array.from({ length: assignment + 1 }, () => read(false));
  const first = read(assignment === 9);
  const second = read(assignment !== 9);
  // Only the average of the two channels is wanted, but clipping and odd mids are as in the two.
  return [0, 1].map((channel) =>
    first.map((value, n) => decorrelate(assignment, channel, value, second[n] ?? 0)),
  );
}

/** The left (0) or right (1) sample of a pair that is stored as one and the difference (RFC 9639 §4.2). */
function decorrelate(assignment: number, channel: number, first: number, second: number): number {
  if (assignment === 8) return channel === 0 ? first : first - second;
  if (assignment === 9) return channel === 0 ? first + second : second;
  const doubled = 2 * first + (Math.abs(second) % 2);
  return (channel === 0 ? doubled + second : doubled - second) / 2;
}

function average(channels: readonly Float64Array[], length: number, bits: number): Float32Array {
  const scale = 1 / (channels.length * 2 ** (bits - 1));
  const samples = new Float32Array(length);
  for (let n = 0; n < length; n++) {
    let sum = 0;
    for (const channel of channels) sum += channel[n] ?? 0;
    samples[n] = sum * scale;
  }
  return samples;
}

const CRC8_TABLE = crcTable(0x07, 8);
const CRC16_TABLE = crcTable(0x8005, 16);

function crcTable(polynomial: number, bits: number): Uint16Array {
  const top = 1 << (bits - 1);
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ ((crc & top) === 0 ? 0 : polynomial);
    return crc & (2 * top - 1);
  });
}

function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = CRC8_TABLE[crc ^ byte] ?? 0;
  return crc;
}

function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc = ((crc << 8) & 0xffff) ^ (CRC16_TABLE[(crc >> 8) ^ byte] ?? 0);
  }
  return crc;
}
