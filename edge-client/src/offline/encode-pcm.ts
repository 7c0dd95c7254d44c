import { AudioEncoding, CHUNK_BYTES_MAX } from "@sotto/proto";

/** The encodings that the offline voice gives. */
export type OfflineEncoding = typeof AudioEncoding.LINEAR16 | typeof AudioEncoding.FLOAT32;

/** Samples in [-1, 1] as little-endian bytes, in pieces of at most {@link CHUNK_BYTES_MAX} bytes. */
export function* encodePcm(
  samples: Float32Array,
  encoding: OfflineEncoding,
): Generator<{ readonly audio: Buffer; readonly samples: number }, void, undefined> {
  const size = encoding === AudioEncoding.LINEAR16 ? 2 : 4;
  const most = CHUNK_BYTES_MAX / size;
  for (let at = 0; at < samples.length; at += most) {
    const part = samples.subarray(at, at + most);
    const audio = Buffer.alloc(part.length * size);
    for (const [i, sample] of part.entries()) {
      if (size === 4) audio.writeFloatLE(sample, i * 4);
      else audio.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), i * 2);
    }
    yield { audio, samples: part.length };
  }
}
