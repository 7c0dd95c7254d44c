import type { AudioEncoding, SampleRateHz } from "@sotto/proto";

/** An output format with nothing left open. */
export interface EncodedAudioFormat {
  readonly encoding: Exclude<AudioEncoding, 0>;
  readonly sampleRateHz: SampleRateHz;
}

/** A piece of encoded sound, small enough for one AudioChunk (`CHUNK_BYTES_MAX`). */
export interface EncodedPiece {
  readonly bytes: Buffer;
  /** Samples at the output rate that the piece holds; 0 for an Ogg header page. */
  readonly samples: number;
}

/**
 * Turns the samples of one utterance, at the model's rate, into encoded pieces at the output rate: a stateful resampler
 * and an encoder behind it, so that no seam between steps is audible. One per utterance; its owner closes it.
 */
export interface UtteranceEncoder {
  /** Takes mono samples in [-1, 1]; gives what is complete. */
  encode(samples: Float32Array): EncodedPiece[];
  /** Gives what the filters still hold; the encoder is at its end. */
  finish(): EncodedPiece[];
  /** Frees native state; idempotent. */
  close(): void;
}
