import {
  AudioEncoding,
  type AudioFormat,
  isSampleRate,
  SAMPLE_RATES_HZ,
  SottoError,
} from "@sotto/proto";
import type { EncodedAudioFormat } from "./encoder.js";
import { OGG_OPUS_RATES_HZ, type OggOpusRateHz } from "./ogg-opus-encoder.js";

/**
 * The format that a request asks for, with nothing left open: LINEAR16 where no encoding is given, and the model's rate
 * where no rate is (for Ogg-Opus the lowest of the codec's rates that loses nothing of it).
 * @throws SottoError INVALID_FIELD for an encoding or rate that there is not, with the field `config.output.…`.
 */
export function resolveOutputFormat(
  requested: AudioFormat | undefined,
  modelRateHz: number,
): EncodedAudioFormat {
  const encoding = resolveEncoding(requested?.encoding ?? AudioEncoding.UNSPECIFIED);
  const rateHz = requested?.sampleRateHz ?? 0;
  if (encoding !== AudioEncoding.OGG_OPUS) {
    return { encoding, sampleRateHz: pcmRate(rateHz === 0 ? modelRateHz : rateHz) };
  }
  return { encoding, sampleRateHz: rateHz === 0 ? nearestOpusRate(modelRateHz) : opusRate(rateHz) };
}

/** Whether Ogg-Opus is given at `rateHz`. */
export function isOggOpusRate(rateHz: number): rateHz is OggOpusRateHz {
  return (OGG_OPUS_RATES_HZ as readonly number[]).includes(rateHz);
}

function resolveEncoding(encoding: AudioEncoding): EncodedAudioFormat["encoding"] {
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
        "config.output.encoding",
        "one of LINEAR16, FLOAT32, MULAW, ALAW and OGG_OPUS",
      );
  }
}

function pcmRate(rateHz: number): EncodedAudioFormat["sampleRateHz"] {
  if (isSampleRate(rateHz)) return rateHz;
  throw SottoError.invalidField(
    "config.output.sample_rate_hz",
    `0 or one of ${SAMPLE_RATES_HZ.join(", ")}`,
  );
}

function opusRate(rateHz: number): OggOpusRateHz {
  if (isOggOpusRate(rateHz)) return rateHz;
  throw SottoError.invalidField(
    "config.output.sample_rate_hz",
    `0 or one of ${OGG_OPUS_RATES_HZ.join(", ")} for Ogg-Opus`,
  );
}

function nearestOpusRate(modelRateHz: number): OggOpusRateHz {
  return OGG_OPUS_RATES_HZ.find((rateHz) => rateHz >= modelRateHz) ?? 48_000;
}
