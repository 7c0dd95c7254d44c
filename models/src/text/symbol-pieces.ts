import type { PauseMark, PhonemeTable } from "./phoneme-table.js";
import type { SpokenText } from "./spoken-text.js";

/** A stretch of text that the acoustic model takes at once. */
export interface SymbolPiece {
  /** Symbol ids: the start symbol, phones with one separator between words, one mark at the end. */
  readonly ids: Int32Array;
  /** For each symbol the index of its word in {@link SymbolPiece.words}; -1 for what belongs to none. */
  readonly wordOfSymbol: Int32Array;
  /** Spans of the words in the text, in order; several spoken words of one number or date are one. */
  readonly words: readonly { readonly start: number; readonly end: number }[];
  /** The mark that ends it. */
  readonly endMark: PauseMark;
}

/** Symbols that a sentence must have to be a piece of its own: very short ones are not what models are trained on. */
const SENTENCE_SYMBOLS_MIN = 20;

/** A word to place: its phones, its span, the pause after it. */
interface PlacedWord {
  readonly phones: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly after: PauseMark | undefined;
}

/**
 * Cuts a text into pieces of at most `symbolsMax` symbols: at the ends of sentences, and where a sentence is too long
 * at its last comma or, failing that, between words.
 */
export function symbolPieces(
  spoken: SpokenText,
  table: PhonemeTable,
  symbolsMax: number,
): SymbolPiece[] {
  const words = spoken.words.flatMap((word) => cutLongWord(word, symbolsMax - 2));
  const pieces: SymbolPiece[] = [];
  let begin = 0;
  while (begin < words.length) {
    const end = pieceEnd(words, begin, symbolsMax);
    pieces.push(buildPiece(words.slice(begin, end), table));
    begin = end;
  }
  return pieces;
}

/** Where the piece that begins at `begin` ends, exclusive: behind at least one word. */
function pieceEnd(words: readonly PlacedWord[], begin: number, symbolsMax: number): number {
  let symbols = 1;
  let lastComma: number | undefined;
  for (let i = begin; i < words.length; i++) {
    const word = words[i];
    symbols += (word?.phones.length ?? 0) + 1;
    if (symbols > symbolsMax && i > begin) return lastComma ?? i;
    if (word?.after === ",") lastComma = i + 1;
    const sentenceEnds = word?.after !== undefined && word.after !== ",";
    if (sentenceEnds && symbols >= SENTENCE_SYMBOLS_MIN) return i + 1;
  }
  return words.length;
}

function buildPiece(placed: readonly PlacedWord[], table: PhonemeTable): SymbolPiece {
  const ids = [table.startId];
  const wordOfSymbol = [-1];
  const words: { start: number; end: number }[] = [];
  placed.forEach((word, index) => {
    const last = words.at(-1);
    if (last?.start !== word.start || last.end !== word.end) {
      words.push({ start: word.start, end: word.end });
    }
    for (const phone of word.phones) {
      ids.push(phone);
      wordOfSymbol.push(words.length - 1);
    }
    const isLast = index === placed.length - 1;
    if (!isLast) ids.push(word.after === undefined ? table.boundaryId : table.id(word.after));
    else ids.push(table.id(endMarkOf(word)));
    wordOfSymbol.push(-1);
  });
  const final = placed.at(-1);
  return {
    ids: Int32Array.from(ids),
    wordOfSymbol: Int32Array.from(wordOfSymbol),
    words,
    endMark: final === undefined ? "." : endMarkOf(final),
  };
}

/** A text without a mark at its end, or a sentence cut between words, ends like a statement. */
function endMarkOf(word: PlacedWord): PauseMark {
  return word.after ?? ".";
}

/** A word of more phones than a piece holds becomes several with the same span. */
function cutLongWord(word: PlacedWord, phonesMax: number): PlacedWord[] {
  if (word.phones.length <= phonesMax) return [word];
  const parts: PlacedWord[] = [];
  for (let at = 0; at < word.phones.length; at += phonesMax) {
    const phones = word.phones.slice(at, at + phonesMax);
    const isLast = at + phonesMax >= word.phones.length;
    parts.push({ ...word, phones, after: isLast ? word.after : undefined });
  }
  return parts;
}
