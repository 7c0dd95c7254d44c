import { AudioEncoding, SottoError } from "@sotto/proto";
import type { EncodedAudioFormat, UtteranceEncoder } from "./encoder.js";
import { OggOpusEncoder } from "./ogg-opus-encoder.js";
import { isOggOpusRate } from "./output-format.js";
import { PcmEncoder } from "./pcm-encoder.js";

/**
 * An encoder for one utterance whose samples come at `modelRateHz`. Its owner closes it.
 * @throws SottoError INVALID_FIELD for a format that `resolveOutputFormat` would not give.
 */
export function createEncoder(format: EncodedAudioFormat, modelRateHz: number): UtteranceEncoder {
  const { encoding, sampleRateHz } = format;
  if (encoding !== AudioEncoding.OGG_OPUS) {
    return new PcmEncoder(encoding, modelRateHz, sampleRateHz);
  }
  if (!isOggOpusRate(sampleRateHz)) {
    throw SottoError.invalidField("config.output.sample_rate_hz", "a rate that Ogg-Opus has");
  }
  return new OggOpusEncoder(modelRateHz, sampleRateHz);
}
