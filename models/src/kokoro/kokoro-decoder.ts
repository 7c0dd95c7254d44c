import type { SymbolTextPiece } from "../text/symbol-text-pieces.js";
import type { VoicePart } from "../voices/voice-mixture.js";
import type { EncodedPiece } from "./kokoro-encoder.js";
import type { PieceBounds } from "./piece-bounds.js";
import type { KokoroVoice } from "./voice-book.js";

/** What turns a piece into samples, chunk by chunk. Its memory is the garbage collector's. */
export interface SampleStream {
  /** Frames of 80 Hz that are still to be computed. */
  readonly framesLeft: number;
  /**
   * Computes the next `frames` frames (1 to {@link framesLeft}). Samples come later than their frames, the last ones
   * with the last frame: whatever the calls, they are as many as the piece lasts, and the same.
   */
  run(frames: number): Promise<Float32Array>;
}

/** Noise for decoders that need some; white, deviation 1, the same for the same seed. */
export interface NoiseSource {
  /** Overwrites `target` with the next numbers. */
  fill(target: Float32Array): void;
}

/** One piece as the encoder gave it, and what else a decoder may want to know. */
export interface PieceToDecode {
  readonly piece: SymbolTextPiece;
  readonly encoded: EncodedPiece;
  /** The part of it that is to be heard. */
  readonly bounds: PieceBounds;
  /** The voice's names and shares, and what they come to. */
  readonly parts: readonly VoicePart[];
  readonly voice: KokoroVoice;
  /** The style row for the piece. */
  readonly style: Float32Array;
  readonly noise: NoiseSource;
}

/** The part of a Kokoro engine that makes sound of prosody. Its owner closes it. */
export interface KokoroDecoder {
  /** Begins to decode a piece. */
  open(piece: PieceToDecode): Promise<SampleStream>;
  /** Frees what it holds; idempotent. */
  close(): Promise<void>;
}
