import { Resampler } from "@sotto/models";
import { AudioEncoding, bytesPerSample, CHUNK_BYTES_MAX } from "@sotto/proto";
import type { EncodedAudioFormat, EncodedPiece, UtteranceEncoder } from "./encoder.js";
import { toALaw, toFloat32, toLinear16, toMuLaw } from "./sample-bytes.js";

/** Encodings whose samples have a fixed size. */
export type PcmEncoding = Exclude<EncodedAudioFormat["encoding"], typeof AudioEncoding.OGG_OPUS>;

/** Resamples and writes samples of fixed size; no piece splits one. It holds nothing native. */
export class PcmEncoder implements UtteranceEncoder {
  readonly #resampler: Resampler;
  readonly #encoding: PcmEncoding;
  readonly #pieceSamplesMax: number;

  constructor(encoding: PcmEncoding, modelRateHz: number, outputRateHz: number) {
    this.#resampler = new Resampler(modelRateHz, outputRateHz);
    this.#encoding = encoding;
    this.#pieceSamplesMax = Math.floor(CHUNK_BYTES_MAX / (bytesPerSample(encoding) ?? 1));
  }

  encode(samples: Float32Array): EncodedPiece[] {
    return this.#pieces(this.#resampler.process(samples));
  }

  finish(): EncodedPiece[] {
    return this.#pieces(this.#resampler.flush());
  }

  close(): void {
    // The resampler lives on the heap; there is nothing to free.
  }

  #pieces(samples: Float32Array): EncodedPiece[] {
    const pieces: EncodedPiece[] = [];
    for (let start = 0; start < samples.length; start += this.#pieceSamplesMax) {
      const piece = samples.subarray(start, start + this.#pieceSamplesMax);
      pieces.push({ bytes: toBytes(this.#encoding, piece), samples: piece.length });
    }
    return pieces;
  }
}

function toBytes(encoding: PcmEncoding, samples: Float32Array): Buffer {
  switch (encoding) {
    case AudioEncoding.LINEAR16:
      return toLinear16(samples);
    case AudioEncoding.FLOAT32:
      return toFloat32(samples);
    case AudioEncoding.MULAW:
      return toMuLaw(samples);
    case AudioEncoding.ALAW:
      return toALaw(samples);
  }
}
