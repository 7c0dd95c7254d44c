import { SottoError } from "@sotto/proto/error";

/** What this voice takes from a prompt. */
export interface PitchProfile {
  /** Natural log of the speaker's median F0 in Hz. */
  readonly medianLogF0: number;
  /** Movement of the speaker's F0: from the 10th to the 90th percentile of its natural log. */
  readonly logF0Range: number;
}

/** Id of the prompt encoder; changes whenever the same prompt would give another profile. */
export const PITCH_ENCODER_ID = "mini-pitch/1";

const MAGIC = 0x534d5031; // "SMP1"
const BYTES = 20;

/** A profile as bytes: the magic number with the version, then both values as little-endian doubles. */
export function serializeProfile(profile: PitchProfile): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setFloat64(4, profile.medianLogF0, true);
  view.setFloat64(12, profile.logF0Range, true);
  return bytes;
}

/**
 * The profile that {@link serializeProfile} was given.
 * @throws SottoError INVALID_FIELD for bytes of another model or version: the voice must be made anew.
 */
export function parseProfile(bytes: Uint8Array): PitchProfile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length !== BYTES || view.getUint32(0) !== MAGIC) throw otherProfile();
  const profile = {
    medianLogF0: view.getFloat64(4, true),
    logF0Range: view.getFloat64(12, true),
  };
  if (!Object.values(profile).every(Number.isFinite)) throw otherProfile();
  return profile;
}

function otherProfile(): SottoError {
  return SottoError.invalidField("config.voice", "a voice that was made for this model's version");
}
