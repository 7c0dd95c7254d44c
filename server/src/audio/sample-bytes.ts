import { encodeALaw, encodeMuLaw } from "./g711.js";

/**
 * The 16-bit value of a sample in [-1, 1]: rounded to the nearest and clipped. There is no dither: a voice's own noise
 * lies far above the last bit, and the same synthesis must give the same bytes.
 */
export function toInt16(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))) || 0;
}

/** Signed 16-bit little-endian bytes of `samples`. */
export function toLinear16(samples: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(2 * samples.length);
  // The loop of every stream's sound: a DataView is compiled to plain stores, Buffer's writers check each call.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let n = 0; n < samples.length; n++) view.setInt16(2 * n, toInt16(samples[n] ?? 0), true);
  return bytes;
}

/** IEEE 754 32-bit little-endian bytes of `samples`, clipped to [-1, 1]. */
export function toFloat32(samples: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(4 * samples.length);
  samples.forEach((sample, n) => {
    bytes.writeFloatLE(Math.max(-1, Math.min(1, sample)) || 0, 4 * n);
  });
  return bytes;
}

/** G.711 mu-law bytes of `samples`. */
export function toMuLaw(samples: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length);
  samples.forEach((sample, n) => {
    bytes[n] = encodeMuLaw(toInt16(sample));
  });
  return bytes;
}

/** G.711 A-law bytes of `samples`. */
export function toALaw(samples: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length);
  samples.forEach((sample, n) => {
    bytes[n] = encodeALaw(toInt16(sample));
  });
  return bytes;
}
