import { AudioEncoding } from "./gen/sotto/tts/v1/audio.js";

/** Sample rates in Hz that Sotto takes and gives. */
export const SAMPLE_RATES_HZ = [8000, 16000, 22050, 24000, 44100, 48000] as const;

/** A sample rate in Hz that Sotto takes and gives. */
export type SampleRateHz = (typeof SAMPLE_RATES_HZ)[number];

/** The greatest number of bytes of encoded sound in one AudioChunk. */
export const CHUNK_BYTES_MAX = 16 * 1024;

/** The greatest number of bytes of a prompt in one message. */
export const PROMPT_PIECE_BYTES_MAX = 64 * 1024;

/** Whether `rateHz` is one of {@link SAMPLE_RATES_HZ}. */
export function isSampleRate(rateHz: number): rateHz is SampleRateHz {
  return (SAMPLE_RATES_HZ as readonly number[]).includes(rateHz);
}

/**
 * Bytes of one sample of a mono PCM encoding; `undefined` where samples have no fixed size (Ogg-Opus) or the encoding
 * is not one.
 */
export function bytesPerSample(encoding: AudioEncoding): number | undefined {
  switch (encoding) {
    case AudioEncoding.LINEAR16:
      return 2;
    case AudioEncoding.FLOAT32:
      return 4;
    case AudioEncoding.MULAW:
    case AudioEncoding.ALAW:
      return 1;
    case AudioEncoding.OGG_OPUS:
    case AudioEncoding.UNSPECIFIED:
      return undefined;
  }
}

/** The duration in milliseconds of `samples` mono samples at `sampleRateHz`. */
export function samplesToMs(samples: number, sampleRateHz: number): number {
  return (samples / sampleRateHz) * 1000;
}

/** The number of whole mono samples at `sampleRateHz` in `ms` milliseconds, rounded to the nearest. */
export function msToSamples(ms: number, sampleRateHz: number): number {
  return Math.round((ms * sampleRateHz) / 1000);
}
