/** How one sample is written: signed 16-bit integers, or 32-bit floats in [-1, 1]; both little-endian. */
export type PcmEncoding = "s16le" | "f32le";

/**
 * The format of raw PCM. A PCM *frame* is one sample per channel; frames are interleaved. Positions are frame indices,
 * lengths are frame counts, sizes are bytes, and only the functions of this file convert one into another.
 */
export interface PcmFormat {
  readonly encoding: PcmEncoding;
  readonly sampleRateHz: number;
  readonly channels: number;
}

/** Samples of either encoding, interleaved. */
export type PcmSamples = Int16Array | Float32Array;

/** Bytes of one sample. */
export function pcmBytesPerSample(encoding: PcmEncoding): number {
  return encoding === "s16le" ? 2 : 4;
}

/** Bytes of one PCM frame. */
export function bytesPerFrame(format: PcmFormat): number {
  return pcmBytesPerSample(format.encoding) * format.channels;
}

/** The whole frames in `ms` milliseconds, rounded to the nearest. */
export function framesInMs(format: PcmFormat, ms: number): number {
  return Math.round((ms * format.sampleRateHz) / 1000);
}

/** The duration of `frames` frames in milliseconds. */
export function msOfFrames(format: PcmFormat, frames: number): number {
  return (frames / format.sampleRateHz) * 1000;
}

/** `format` as people write it, for example `s16le 24000 Hz 1 ch`. */
export function describePcmFormat(format: PcmFormat): string {
  return `${format.encoding} ${format.sampleRateHz} Hz ${format.channels} ch`;
}

/**
 * The samples of raw PCM bytes, copied: bytes off a wire or a pipe may start at any offset, and typed arrays need
 * theirs aligned. A last incomplete sample is left out.
 */
export function samplesOfBytes(bytes: Uint8Array, encoding: PcmEncoding): PcmSamples {
  const size = pcmBytesPerSample(encoding);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % size));
  // Not `slice`: a Buffer's gives a view.
  const { buffer } = new Uint8Array(whole);
  return encoding === "s16le" ? new Int16Array(buffer) : new Float32Array(buffer);
}

/**
 * The bytes of `samples`, as a view and not a copy. Every platform that Node's ALSA side runs on is little-endian, so
 * memory order is wire order.
 */
export function bytesOfSamples(samples: PcmSamples): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
