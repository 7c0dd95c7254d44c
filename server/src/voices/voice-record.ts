import { createHash } from "node:crypto";
import type { PromptVerdict } from "@sotto/models";

/** A person's consent, as it is kept with the voice. */
export interface ConsentRecord {
  readonly speaker: string;
  readonly statement: string;
  /** When it was recorded, in ms since 1970. */
  readonly recordTimeMs: number;
  /** SHA-256 of the prompt's bytes as they were received, lower-case hexadecimal. */
  readonly audioSha256: string;
}

/** All that is kept of a registered voice but its profile. What was said in the prompt is not. */
export interface VoiceRecord {
  /** Resource name: `voices/` and 32 hexadecimal digits. */
  readonly name: string;
  readonly displayName: string;
  /** Id of the model that it was made for. */
  readonly model: string;
  /** Id of the prompt encoder that made the profile. */
  readonly encoderId: string;
  readonly languages: readonly string[];
  /** When it was created, in ms since 1970. */
  readonly createTimeMs: number;
  /** Absent where the server was configured to do without. */
  readonly consent?: ConsentRecord;
  readonly verdict: PromptVerdict;
  readonly promptSeconds: number;
}

/** A registered voice with its profile. */
export interface StoredVoice {
  readonly record: VoiceRecord;
  /** As the engine gave it. */
  readonly profile: Uint8Array;
}

const MAGIC = "sotto-voice 1";
const HEADER_PATTERN = /^sotto-voice 1 ([0-9a-f]{64}) (\d{1,10})\n/;
const HEADER_BYTES_MAX = 128;

/** A voice's file is not what was written. The message names no content. */
export class DamagedVoiceError extends Error {
  override readonly name = "DamagedVoiceError";
}

/**
 * A voice as the bytes of its file: one line with the format's name, the SHA-256 of the rest and the length of the
 * record; then the record as JSON; then the profile.
 */
export function encodeVoice({ record, profile }: StoredVoice): Buffer {
  const json = Buffer.from(JSON.stringify(record), "utf8");
  const body = Buffer.concat([json, profile]);
  return Buffer.concat([Buffer.from(`${MAGIC} ${sha256(body)} ${json.byteLength}\n`), body]);
}

/** @throws DamagedVoiceError where `bytes` are not what {@link encodeVoice} gave. */
export function decodeVoice(bytes: Buffer): StoredVoice {
  const match = HEADER_PATTERN.exec(bytes.toString("latin1", 0, HEADER_BYTES_MAX));
  if (match === null) throw new DamagedVoiceError("It does not begin like a voice file.");
  const body = bytes.subarray(match[0].length);
  if (sha256(body) !== match[1])
    throw new DamagedVoiceError("Its checksum is not that of its content.");
  const jsonBytes = Number(match[2]);
  // The checksum says that the record is as we wrote it, so that its shape needs no second check.
  const record = JSON.parse(body.toString("utf8", 0, jsonBytes)) as VoiceRecord;
  return { record, profile: new Uint8Array(body.subarray(jsonBytes)) };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
