import {
  AudioEncoding,
  type AudioFormat,
  isSampleRate,
  SAMPLE_RATES_HZ,
  type SampleRateHz,
  SottoError,
} from "@sotto/proto";
import type { EncodedAudioFormat } from "./encoder.js";
import { OGG_OPUS_RATES_HZ, type OggOpusRateHz } from "./ogg-opus-encoder.js";

/**
 * The format that a request asks for, with nothing left open: LINEAR16 where no encoding is given, and the model's rate
 * where no rate is, or the lowest above it where the contract or the codec does not have that.
 * @param path The field's path, for errors.
 * @throws SottoError INVALID_FIELD for an encoding or rate that there is not.
 */
export function resolveOutputFormat(
  requested: AudioFormat | undefined,
  modelRateHz: number,
  path = "config.output",
): EncodedAudioFormat {
  const encoding = resolveEncoding(requested?.encoding ?? AudioEncoding.UNSPECIFIED, path);
  const rates = encoding === AudioEncoding.OGG_OPUS ? OGG_OPUS_RATES_HZ : SAMPLE_RATES_HZ;
  const rateHz = requested?.sampleRateHz ?? 0;
  if (rateHz === 0) return { encoding, sampleRateHz: rateFor(modelRateHz, rates) };
  if (isSampleRate(rateHz) && rates.some((rate) => rate === rateHz)) {
    return { encoding, sampleRateHz: rateHz };
  }
  const codec = encoding === AudioEncoding.OGG_OPUS ? " for Ogg-Opus" : "";
  const limit = `0 or one of ${rates.join(", ")}${codec}`;
  throw SottoError.invalidField(`${path}.sample_rate_hz`, limit);
}

/** Whether Ogg-Opus is given at `rateHz`. */
export function isOggOpusRate(rateHz: number): rateHz is OggOpusRateHz {
  return (OGG_OPUS_RATES_HZ as readonly number[]).includes(rateHz);
}

/**
 * The encoding that a format at `path` asks for, LINEAR16 where it does not.
 * @throws SottoError INVALID_FIELD for a number that the enum does not have.
 */
export function resolveEncoding(
  encoding: AudioEncoding,
  path: string,
): EncodedAudioFormat["encoding"] {
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
      // The wire can carry numbers that the type does not know.
      throw SottoError.invalidField(
        `${path}.encoding`,
        "one of LINEAR16, FLOAT32, MULAW, ALAW and OGG_OPUS",
      );
  }
}

function rateFor(modelRateHz: number, rates: readonly SampleRateHz[]): SampleRateHz {
  return rates.find((rateHz) => rateHz >= modelRateHz) ?? 48_000;
}
