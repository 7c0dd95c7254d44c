import type { EngineMark } from "../engine.js";
import type { PhonemeTable } from "../text/phoneme-table.js";
import type { SymbolPiece } from "../text/symbol-pieces.js";
import { HOP_SAMPLES } from "./mini-constants.js";

/**
 * The word and phoneme marks of one piece in the order of time, each word before its phonemes. Phonemes that last no
 * frame have no mark; every word has one.
 * @param sampleOffset samples of the segment before this piece.
 */
export function pieceMarks(
  piece: SymbolPiece,
  durations: Int32Array,
  text: string,
  table: PhonemeTable,
  sampleOffset: number,
): EngineMark[] {
  const starts = startsOf(durations, sampleOffset);
  const marks: EngineMark[] = [];
  piece.words.forEach(({ start, end }, word) => {
    const first = piece.wordOfSymbol.indexOf(word);
    const last = piece.wordOfSymbol.lastIndexOf(word);
    const span = { textStart: start, textEnd: end };
    marks.push({
      kind: "word",
      value: text.slice(start, end),
      ...span,
      sampleStart: starts[first] ?? sampleOffset,
      sampleEnd: starts[last + 1] ?? sampleOffset,
    });
    for (let symbol = first; symbol <= last; symbol++) {
      const id = piece.ids[symbol] ?? 0;
      const sampleStart = starts[symbol] ?? sampleOffset;
      const sampleEnd = starts[symbol + 1] ?? sampleOffset;
      if (!table.isPhone(id) || sampleEnd === sampleStart) continue;
      marks.push({ kind: "phoneme", value: table.symbol(id), ...span, sampleStart, sampleEnd });
    }
  });
  return marks;
}

/** Where each symbol begins, in samples, and at the end where the last one ends. */
function startsOf(durations: Int32Array, sampleOffset: number): number[] {
  const starts = [sampleOffset];
  let at = sampleOffset;
  for (const frames of durations) {
    at += frames * HOP_SAMPLES;
    starts.push(at);
  }
  return starts;
}
