import type { EngineMark } from "../engine.js";
import type { SymbolTextPiece } from "../text/symbol-text-pieces.js";
import { FRAME_SAMPLES } from "./kokoro-constants.js";

/** Signs that stand for no sound of their own: stress, length, tone, punctuation, space. */
const SILENT = /[ˈˌːʰʲ→↗↓↘;:,.!?—…"()“” ]/;

/**
 * The word and phoneme marks of one piece in the order of time, each word before its phonemes, by the durations that
 * the model itself decided on. A sign of stress, length or tone counts to the word and has no mark.
 * @param symbolFrames where each of the piece's symbols begins in frames, and where the last one ends.
 * @param sampleOffset samples of the segment before this piece.
 */
export function kokoroMarks(
  piece: SymbolTextPiece,
  symbolFrames: Int32Array,
  text: string,
  sampleOffset: number,
): EngineMark[] {
  const sampleAt = (symbol: number): number =>
    sampleOffset + (symbolFrames[symbol] ?? 0) * FRAME_SAMPLES;
  const marks: EngineMark[] = [];
  for (const { textStart, textEnd, symbolStart, symbolEnd } of piece.words) {
    const timed = (kind: EngineMark["kind"], value: string, from: number, to: number): void => {
      const [sampleStart, sampleEnd] = [sampleAt(from), sampleAt(to)];
      // What lies in silence that was cut off has no time of its own; a word has a mark in any case.
      if (kind === "phoneme" && sampleEnd === sampleStart) return;
      marks.push({ kind, value, textStart, textEnd, sampleStart, sampleEnd });
    };
    timed("word", text.slice(textStart, textEnd), symbolStart, symbolEnd);
    for (let symbol = symbolStart; symbol < symbolEnd; symbol++) {
      const value = piece.symbols.charAt(symbol);
      if (!SILENT.test(value)) timed("phoneme", value, symbol, symbol + 1);
    }
  }
  return marks;
}
