import {
  AudioEncoding,
  isSampleRate,
  PromptContainer,
  type PromptFormat,
  SAMPLE_RATES_HZ,
  SottoError,
} from "@sotto/proto";
import { FlacPromptSource } from "./flac-prompt.js";
import { OggPromptSource } from "./ogg-prompt.js";
import { opusRateFor } from "./opus-packets.js";
import type { SampleCoding } from "./pcm-reader.js";
import type { PromptDecoder } from "./prompt-decoder.js";
import { PromptPipeline } from "./prompt-pipeline.js";
import type { PromptSource } from "./prompt-source.js";
import { RawPromptSource } from "./raw-prompt.js";
import { WavPromptSource } from "./wav-prompt.js";

/**
 * A decoder for one prompt in `format`, giving samples at `targetRateHz`. Its owner closes it.
 * @throws SottoError INVALID_FIELD for a format that there is not, with the field `config.prompt.…`.
 */
export function createPromptDecoder(format: PromptFormat, targetRateHz: number): PromptDecoder {
  return new PromptPipeline(createSource(format, targetRateHz), targetRateHz);
}

function createSource(format: PromptFormat, targetRateHz: number): PromptSource {
  switch (format.container) {
    case PromptContainer.UNSPECIFIED:
      return createRawSource(format);
    case PromptContainer.WAV:
      return new WavPromptSource();
    case PromptContainer.FLAC:
      return new FlacPromptSource();
    case PromptContainer.OGG:
      return new OggPromptSource(opusRateFor(targetRateHz));
    default:
      // The wire can carry numbers that the type does not know.
      throw SottoError.invalidField("config.prompt.container", "unset, WAV, FLAC or OGG");
  }
}

function createRawSource({ encoding, sampleRateHz }: PromptFormat): PromptSource {
  const coding = rawCoding(encoding);
  if (!isSampleRate(sampleRateHz)) {
    throw SottoError.invalidField(
      "config.prompt.sample_rate_hz",
      `one of ${SAMPLE_RATES_HZ.join(", ")} for raw PCM`,
    );
  }
  return new RawPromptSource(coding, sampleRateHz);
}

function rawCoding(encoding: AudioEncoding): SampleCoding {
  switch (encoding) {
    case AudioEncoding.UNSPECIFIED:
    case AudioEncoding.LINEAR16:
      return "s16";
    case AudioEncoding.FLOAT32:
      return "f32";
    case AudioEncoding.MULAW:
      return "muLaw";
    case AudioEncoding.ALAW:
      return "aLaw";
    case AudioEncoding.OGG_OPUS:
    default:
      throw SottoError.invalidField(
        "config.prompt.encoding",
        "LINEAR16, FLOAT32, MULAW or ALAW for raw PCM",
      );
  }
}
