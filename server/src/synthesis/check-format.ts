import {
  AudioEncoding,
  type AudioFormat,
  isSampleRate,
  PROMPT_PIECE_BYTES_MAX,
  PromptContainer,
  type PromptFormat,
  SAMPLE_RATES_HZ,
  type SampleRateHz,
  SottoError,
} from "@sotto/proto";
import type { EncodedAudioFormat } from "../audio/encoder.js";

/** The rates that Opus has. */
const OPUS_RATES_HZ: readonly number[] = [8000, 16000, 24000, 48000];

/**
 * The output format that `format` asks for, nothing left open.
 * @param path The field's path up to the format, for errors.
 * @throws SottoError INVALID_FIELD.
 */
export function checkOutputFormat(
  format: AudioFormat | undefined,
  modelRateHz: number,
  path = "config.output",
): EncodedAudioFormat {
  const encoding = checkEncoding(format?.encoding ?? AudioEncoding.UNSPECIFIED, path);
  const asked = format?.sampleRateHz ?? 0;
  if (asked === 0) return { encoding, sampleRateHz: ownRate(encoding, modelRateHz) };
  const field = `${path}.sample_rate_hz`;
  if (!isSampleRate(asked)) {
    throw SottoError.invalidField(field, `0 or one of ${SAMPLE_RATES_HZ.join(", ")}`);
  }
  if (encoding === AudioEncoding.OGG_OPUS && !OPUS_RATES_HZ.includes(asked)) {
    throw SottoError.invalidField(field, `one of ${OPUS_RATES_HZ.join(", ")} for Ogg-Opus`);
  }
  return { encoding, sampleRateHz: asked };
}

/**
 * The prompt format, with LINEAR16 filled in where no encoding is given.
 * @throws SottoError INVALID_FIELD.
 */
export function checkPromptFormat(format: PromptFormat, path: string): PromptFormat {
  switch (format.container) {
    case PromptContainer.WAV:
    case PromptContainer.FLAC:
    case PromptContainer.OGG:
      // The header says the rest.
      return { ...format, encoding: AudioEncoding.UNSPECIFIED, sampleRateHz: 0 };
    case PromptContainer.UNSPECIFIED:
      break;
    default:
      throw SottoError.invalidField(`${path}.container`, "one of the enum PromptContainer");
  }
  const encoding = checkEncoding(format.encoding, path);
  if (encoding === AudioEncoding.OGG_OPUS) {
    const limit = "a PCM encoding; send Ogg-Opus with the container PROMPT_CONTAINER_OGG";
    throw SottoError.invalidField(`${path}.encoding`, limit);
  }
  if (!isSampleRate(format.sampleRateHz)) {
    throw SottoError.invalidField(`${path}.sample_rate_hz`, `one of ${SAMPLE_RATES_HZ.join(", ")}`);
  }
  return { ...format, encoding };
}

/** @throws SottoError INVALID_FIELD for an empty piece of a prompt and for one that is too long. */
export function checkPromptPiece(piece: Uint8Array): void {
  if (piece.byteLength > 0 && piece.byteLength <= PROMPT_PIECE_BYTES_MAX) return;
  throw SottoError.invalidField("prompt_audio", `1 to ${PROMPT_PIECE_BYTES_MAX} bytes`);
}

function checkEncoding(encoding: AudioEncoding, path: string): EncodedAudioFormat["encoding"] {
  switch (encoding) {
    case AudioEncoding.UNSPECIFIED:
      return AudioEncoding.LINEAR16;
    case AudioEncoding.LINEAR16:
    case AudioEncoding.FLOAT32:
    case AudioEncoding.MULAW:
    case AudioEncoding.ALAW:
    case AudioEncoding.OGG_OPUS:
      return encoding;
    default:
      // The wire may bear numbers that the enum doesn't have.
      throw SottoError.invalidField(`${path}.encoding`, "one of the enum AudioEncoding");
  }
}

/** The model's own rate or, where the contract or the codec does not have it, one that loses nothing that matters. */
function ownRate(encoding: AudioEncoding, modelRateHz: number): SampleRateHz {
  const fits = (rateHz: number): rateHz is SampleRateHz =>
    isSampleRate(rateHz) && (encoding !== AudioEncoding.OGG_OPUS || OPUS_RATES_HZ.includes(rateHz));
  if (fits(modelRateHz)) return modelRateHz;
  return SAMPLE_RATES_HZ.find((rateHz) => rateHz >= modelRateHz && fits(rateHz)) ?? 48000;
}
