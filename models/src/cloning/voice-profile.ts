import { SottoError } from "@sotto/proto/error";

/** Numbers of a speaker vector: what the voice's graphs take as `speaker`. */
export const SPEAKER_WIDTH = 256;

/** What a prompt tells of a voice; what a registered voice keeps. */
export interface VoiceProfile {
  /** The voice's speaker vector, {@link SPEAKER_WIDTH} numbers. */
  readonly speaker: Float32Array;
  /** Natural log of the speaker's median F0 in Hz. */
  readonly medianLogF0: number;
  /** Movement of the speaker's F0: from the 10th to the 90th percentile of its natural log. */
  readonly logF0Range: number;
  /** Factor of the durations that brings the voice to the speaker's pace. */
  readonly lengthScale: number;
  /** Factor of the formants: below 1 for a longer vocal tract than the voice's own. */
  readonly formantScale: number;
}

/** "SVP" and the version. */
const MAGIC = 0x53565001;
const NUMBERS = SPEAKER_WIDTH + 4;
const BYTES = 4 + 4 * NUMBERS + 4;

/** No number of a profile is larger: speaker vectors are standardised. */
const MAGNITUDE_MAX = 100;

/**
 * A profile as bytes: the magic number with the version, the numbers as little-endian float32, and a checksum (FNV-1a),
 * so that a damaged file is an error and not a strange voice.
 */
export function serializeVoice(profile: VoiceProfile): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  const { speaker, medianLogF0, logF0Range, lengthScale, formantScale } = profile;
  [...speaker, medianLogF0, logF0Range, lengthScale, formantScale].forEach((value, i) => {
    view.setFloat32(4 + 4 * i, value, true);
  });
  view.setUint32(BYTES - 4, checksum(bytes.subarray(0, BYTES - 4)));
  return bytes;
}

/**
 * The profile that {@link serializeVoice} was given.
 * @throws SottoError INVALID_FIELD for bytes of another model or version, and for damaged ones.
 */
export function parseVoice(bytes: Uint8Array): VoiceProfile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length !== BYTES || view.getUint32(0) !== MAGIC) {
    throw invalid("a voice that was made for this model's version: make it anew from its prompt");
  }
  const numbers = Float32Array.from({ length: NUMBERS }, (_, i) =>
    view.getFloat32(4 + 4 * i, true),
  );
  const intact = view.getUint32(BYTES - 4) === checksum(bytes.subarray(0, BYTES - 4));
  if (!intact || !numbers.every((value) => Math.abs(value) <= MAGNITUDE_MAX)) {
    throw invalid("an undamaged voice: make it anew from its prompt");
  }
  const [medianLogF0 = 0, logF0Range = 0, lengthScale = 1, formantScale = 1] =
    numbers.subarray(SPEAKER_WIDTH);
  const speaker = numbers.slice(0, SPEAKER_WIDTH);
  return { speaker, medianLogF0, logF0Range, lengthScale, formantScale };
}

/** FNV-1a, 32 bits. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function invalid(limit: string): SottoError {
  return SottoError.invalidField("config.voice", limit);
}
