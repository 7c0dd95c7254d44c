import type { EngineMark } from "../engine.js";
import type { SymbolTextPiece } from "../text/symbol-text-pieces.js";

/** A phoneme: stress marks before it, then a letter, then what lengthens, nasalises or tones it. */
const PHONEME = /[ˈˌ]*\p{L}[ːʰʲᵝ\p{M}→↗↓↘]*/gu;

/** Where the symbols of a piece lie in time. */
export interface PieceTimes {
  /** Samples of the segment before the piece. */
  readonly sampleOffset: number;
  /** Frames at which its symbols begin, and where the last one ends. */
  readonly symbolFrames: Int32Array;
  readonly frameSamples: number;
}

/**
 * The word and phoneme marks of one piece in the order of time, each word before its phonemes. Phonemes that last no
 * frame have no mark; every word has one.
 * @param text the segment's text.
 */
export function pieceMarks(piece: SymbolTextPiece, text: string, times: PieceTimes): EngineMark[] {
  const { sampleOffset, symbolFrames, frameSamples } = times;
  const at = (symbol: number): number => sampleOffset + (symbolFrames[symbol] ?? 0) * frameSamples;
  const marks: EngineMark[] = [];
  for (const { textStart, textEnd, symbolStart, symbolEnd } of piece.words) {
    const span = { textStart, textEnd };
    marks.push({
      kind: "word",
      value: text.slice(textStart, textEnd),
      ...span,
      sampleStart: at(symbolStart),
      sampleEnd: at(symbolEnd),
    });
    for (const { 0: value, index } of piece.symbols
      .slice(symbolStart, symbolEnd)
      .matchAll(PHONEME)) {
      const sampleStart = at(symbolStart + index);
      const sampleEnd = at(symbolStart + index + value.length);
      if (sampleEnd > sampleStart) {
        marks.push({ kind: "phoneme", value, ...span, sampleStart, sampleEnd });
      }
    }
  }
  return marks;
}
