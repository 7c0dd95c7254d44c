import {
  AudioEncoding,
  isSampleRate,
  PROMPT_PIECE_BYTES_MAX,
  PromptContainer,
  type PromptFormat,
  SAMPLE_RATES_HZ,
  SottoError,
} from "@sotto/proto";
import { resolveEncoding } from "../audio/output-format.js";

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
  const encoding = resolveEncoding(format.encoding, path);
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
