import { DeviceError } from "../device/device-error.js";
import { bytesPerFrame, type PcmFormat } from "../pcm-format.js";

/** How a WAV's samples are written. */
export type WavSampleType = "u8" | "s16le" | "s24le" | "s32le" | "f32le";

/** What a WAV's header says. */
export interface WavHeader {
  readonly sampleType: WavSampleType;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Where the samples begin, in bytes from the start. */
  readonly dataOffset: number;
  /** How many bytes of samples follow; `undefined` where the writer did not know, and they go on to the end. */
  readonly dataBytes: number | undefined;
}

/** Bytes before the samples at most; a file with more of other chunks first is refused. */
export const WAV_HEADER_BYTES_MAX = 1024 * 1024;

const TAG_PCM = 1;
const TAG_FLOAT = 3;
const TAG_EXTENSIBLE = 0xfffe;

/**
 * Reads the header of RIFF/WAVE (Microsoft "Multimedia Programming Interface", 1991; WAVE_FORMAT_EXTENSIBLE, 2001)
 * from the first bytes of a file: `undefined` while they are too few. Chunks before `data` are skipped, and data sizes
 * of 0 and 0xFFFFFFFF, which streaming writers leave behind, mean "to the end". Throws `DeviceError`
 * `formatUnsupported`, which names `file` and what it found.
 */
export function parseWavHeader(bytes: Uint8Array, file: string): WavHeader | undefined {
  if (bytes.length < 12) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (tagAt(bytes, 0) !== "RIFF" || tagAt(bytes, 8) !== "WAVE") {
    throw unreadable(file, "it does not begin with RIFF and WAVE");
  }
  let format: Omit<WavHeader, "dataOffset" | "dataBytes"> | undefined;
  let offset = 12;
  while (offset + 8 <= bytes.length) {
    const tag = tagAt(bytes, offset);
    const size = view.getUint32(offset + 4, true);
    const body = offset + 8;
    if (tag === "data") {
      if (format === undefined) throw unreadable(file, "its samples come before their format");
      const dataBytes = size === 0 || size === 0xffffffff ? undefined : size;
      return { ...format, dataOffset: body, dataBytes };
    }
    if (tag === "fmt ") {
      if (size < 16) throw unreadable(file, `its format chunk has ${size} bytes and needs 16`);
      if (body + Math.min(size, 26) > bytes.length) return undefined;
      format = parseFormat(view, body, size, file);
    }
    offset = body + size + (size % 2);
    if (offset > WAV_HEADER_BYTES_MAX) throw unreadable(file, "its samples begin after 1 MiB");
  }
  return undefined;
}

/** Whether bytes begin like any file of the RIFF family, and are therefore not raw PCM. */
export function looksLikeRiff(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && ["RIFF", "RIFX", "RF64"].includes(tagAt(bytes, 0));
}

/** The error for a file that is no WAV that we read. */
export function unreadable(file: string, found: string): DeviceError {
  return new DeviceError(
    "formatUnsupported",
    file,
    `"${file}" is not a WAV file that can be read (${found}); convert it with "sox ${file} -b 16 -c 1 out.wav".`,
  );
}

function parseFormat(
  view: DataView,
  body: number,
  size: number,
  file: string,
): Omit<WavHeader, "dataOffset" | "dataBytes"> {
  const plainTag = view.getUint16(body, true);
  const extensible = plainTag === TAG_EXTENSIBLE && size >= 26;
  const tag = extensible ? view.getUint16(body + 24, true) : plainTag;
  const channels = view.getUint16(body + 2, true);
  const sampleRateHz = view.getUint32(body + 4, true);
  const bits = view.getUint16(body + 14, true);
  if (channels < 1 || channels > 8)
    throw unreadable(file, `it has ${channels} channels, not 1 to 8`);
  if (sampleRateHz < 4000 || sampleRateHz > 192_000) {
    throw unreadable(file, `its rate is ${sampleRateHz} Hz, not 4000 to 192000`);
  }
  const sampleType = sampleTypeOf(tag, bits);
  if (sampleType === undefined) {
    throw unreadable(file, `its samples are of type ${tag} with ${bits} bits`);
  }
  return { sampleType, sampleRateHz, channels };
}

function sampleTypeOf(tag: number, bits: number): WavSampleType | undefined {
  if (tag === TAG_FLOAT) return bits === 32 ? "f32le" : undefined;
  if (tag !== TAG_PCM) return undefined;
  const types: Record<number, WavSampleType> = { 8: "u8", 16: "s16le", 24: "s24le", 32: "s32le" };
  return types[bits];
}

function tagAt(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

/** The length of what {@link wavHeader} writes, in bytes. */
export const WAV_HEADER_BYTES = 44;

/** The most bytes of samples that a WAV's 32-bit sizes can tell. */
export const WAV_DATA_BYTES_MAX = 0xffffffff - 36;

/**
 * A WAV header of 44 bytes for `dataBytes` bytes of samples. `undefined` writes the size 0xFFFFFFFF, which readers
 * take as "to the end": for pipes, whose header can't be corrected later.
 */
export function wavHeader(format: PcmFormat, dataBytes: number | undefined): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  const frameBytes = bytesPerFrame(format);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(dataBytes === undefined ? 0xffffffff : dataBytes + 36, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(format.encoding === "s16le" ? TAG_PCM : TAG_FLOAT, 20);
  header.writeUInt16LE(format.channels, 22);
  header.writeUInt32LE(format.sampleRateHz, 24);
  header.writeUInt32LE(format.sampleRateHz * frameBytes, 28);
  header.writeUInt16LE(frameBytes, 32);
  header.writeUInt16LE((frameBytes / format.channels) * 8, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(dataBytes ?? 0xffffffff, 40);
  return header;
}
