import type { SymbolTextPiece } from "../text/symbol-text-pieces.js";
import type { VoicePart } from "../voices/voice-mixture.js";
import { FRAME_SAMPLES } from "./kokoro-constants.js";
import { type KokoroControls, shapePitch } from "./kokoro-controls.js";
import type { KokoroDecoder, NoiseSource } from "./kokoro-decoder.js";
import { type EncoderGraph, encodePiece } from "./kokoro-encoder.js";
import type { OpenPiece } from "./kokoro-stepper.js";
import { pieceBounds } from "./piece-bounds.js";
import { decoderStyleRow, type KokoroVoice, styleRow } from "./voice-book.js";

/** What all pieces of a segment share. */
export interface PieceSetting {
  readonly encoder: EncoderGraph;
  readonly decoder: KokoroDecoder;
  readonly parts: readonly VoicePart[];
  readonly voice: KokoroVoice;
  readonly controls: KokoroControls;
  readonly noise: NoiseSource;
}

/** Encodes a piece, shapes its pitch and begins to decode it. */
export async function openPiece(setting: PieceSetting, piece: SymbolTextPiece): Promise<OpenPiece> {
  const { encoder, decoder, parts, voice, controls, noise } = setting;
  const style = styleRow(voice, piece.symbols.length);
  const decoderStyle = decoderStyleRow(voice, piece.symbols.length);
  const plain = await encodePiece(encoder, piece.symbols, style, controls.pace);
  const encoded = { ...plain, f0Hz: shapePitch(plain.f0Hz, controls) };
  const bounds = pieceBounds(encoded, piece.endMark, controls.pace);
  const toDecode = { piece, encoded, bounds, parts, voice, style: decoderStyle, noise };
  const stream = await decoder.open(toDecode);
  const samples = (bounds.end - bounds.begin) * FRAME_SAMPLES;
  return { symbolFrames: bounds.symbolFrames, samples, stream };
}
