import type { SymbolText, SymbolWord } from "./symbol-text.js";

/** The mark that a piece ends with; a model pauses accordingly. */
export type EndMark = "." | "!" | "?" | "…" | "," | ";" | ":" | "—";

/** A stretch of symbols that a model takes at once. */
export interface SymbolTextPiece {
  /** At most as many symbols as asked for, without the pads at both ends; it ends with {@link endMark}, perhaps in quotes. */
  readonly symbols: string;
  /** The words in it: `textStart` and `textEnd` in the whole text, `symbolStart` and `symbolEnd` in this piece. */
  readonly words: readonly SymbolWord[];
  /** `.`, `!`, `?` or `…` where a sentence ends; `,`, `;`, `:` or `—` where one goes on in the next piece. */
  readonly endMark: EndMark;
}

/**
 * Symbols that a sentence must have to be a piece of its own: very short ones are not what models are trained on. It is
 * low, so that a short first sentence sounds early.
 */
const SENTENCE_SYMBOLS_MIN = 20;

/** Symbols that a part of a sentence must have for a cut behind it, unless there is no other place. */
const CLAUSE_SYMBOLS_MIN = 20;

/** Marks, and the quotes and brackets that close behind them. */
const MARKS = /[;:,.!?—…][;:,.!?—…")”]*/g;

/** A place to cut: the piece ends here, and the next begins behind the spaces that follow. */
interface Cut {
  readonly end: number;
  /** What stands before it: only a word, the mark of a clause, or that of a sentence. */
  readonly behind: "word" | "clause" | "sentence";
}

/** A stretch of the symbols, `end` exclusive. */
interface Span {
  readonly begin: number;
  end: number;
}

/**
 * Cuts symbols into pieces of at most `symbolsMax`: at the ends of sentences (a very short sentence stays with a
 * neighbour), where a sentence is too long at its last clause or, failing that, between words, and a word that is
 * longer than a piece within. A piece without a mark at its end gets one. Linear in the number of symbols.
 * @throws RangeError when `symbolsMax` is less than 2.
 */
export function symbolTextPieces(text: SymbolText, symbolsMax: number): SymbolTextPiece[] {
  if (!(symbolsMax >= 2)) throw new RangeError("symbolsMax must be at least 2");
  const symbols = text.symbols.trimEnd();
  const cuts = cutsOf(symbols, text.words);
  const spans: Span[] = [];
  let begin = skipSpaces(symbols, 0);
  let next = 0;
  while (begin < symbols.length) {
    while ((cuts[next]?.end ?? Infinity) <= begin) next++;
    const end = pieceEnd(symbols, cuts.slice(next, next + symbolsMax), begin, symbolsMax);
    spans.push({ begin, end });
    begin = skipSpaces(symbols, end);
  }
  joinShortEnd(spans, symbolsMax);
  return buildPieces(symbols, text.words, spans);
}

/** Where the piece that begins at `begin` ends; `cuts` are those behind it. */
function pieceEnd(
  symbols: string,
  cuts: readonly Cut[],
  begin: number,
  symbolsMax: number,
): number {
  // One symbol is kept for the mark that a piece may have to be given.
  const limit = begin + symbolsMax - 1;
  let clause: number | undefined;
  let last: number | undefined;
  for (const { end, behind } of cuts) {
    if (end > (behind === "word" ? limit : limit + 1)) break;
    const size = end - begin;
    if (behind === "sentence" && size >= SENTENCE_SYMBOLS_MIN) return end;
    if (behind !== "word" && size >= CLAUSE_SYMBOLS_MIN) clause = end;
    last = end;
  }
  if (last === symbols.length || symbols.length <= limit) return symbols.length;
  return clause ?? last ?? spaceWithin(symbols, begin, limit);
}

/** The last space of a word that is longer than a piece (a number, say); the limit itself where it has none. */
function spaceWithin(symbols: string, begin: number, limit: number): number {
  const space = symbols.slice(begin, limit + 1).lastIndexOf(" ");
  return space > 0 ? begin + space : limit;
}

/** All places outside words where a piece may end, in order. */
function cutsOf(symbols: string, words: readonly SymbolWord[]): Cut[] {
  const cuts: Cut[] = [];
  let at = 0;
  for (const word of words) {
    cuts.push(...cutsBetween(symbols.slice(at, word.symbolStart), at));
    at = word.symbolEnd;
  }
  cuts.push(...cutsBetween(symbols.slice(at), at));
  return cuts;
}

/** The places in a stretch that belongs to no word, and begins at `begin`. */
function cutsBetween(stretch: string, begin: number): Cut[] {
  const cuts = Array.from(stretch.matchAll(MARKS), (match): Cut => {
    const behind = /[.!?…]/.test(match[0]) ? "sentence" : "clause";
    return { end: begin + match.index + match[0].length, behind };
  });
  const space = stretch.indexOf(" ");
  if (cuts.length === 0 && space >= 0) cuts.push({ end: begin + space, behind: "word" });
  return cuts;
}

/** A very short last piece goes with the one before, where both fit. */
function joinShortEnd(spans: Span[], symbolsMax: number): void {
  const last = spans.at(-1);
  const before = spans.at(-2);
  if (last === undefined || before === undefined) return;
  if (last.end - last.begin >= SENTENCE_SYMBOLS_MIN) return;
  if (last.end - before.begin > symbolsMax - 1) return;
  spans.pop();
  before.end = last.end;
}

/** Gives each span its symbols, its words and its mark; a span without a word is left out. */
function buildPieces(
  symbols: string,
  words: readonly SymbolWord[],
  spans: readonly Span[],
): SymbolTextPiece[] {
  const pieces: SymbolTextPiece[] = [];
  let first = 0;
  for (const { begin, end } of spans) {
    while ((words[first]?.symbolEnd ?? Infinity) <= begin) first++;
    const inside: SymbolWord[] = [];
    for (let i = first; i < words.length; i++) {
      const word = words[i];
      if (word === undefined || word.symbolStart >= end) break;
      inside.push({
        textStart: word.textStart,
        textEnd: word.textEnd,
        symbolStart: Math.max(word.symbolStart, begin) - begin,
        symbolEnd: Math.min(word.symbolEnd, end) - begin,
      });
    }
    if (inside.length === 0) continue;
    pieces.push(finish(symbols.slice(begin, end), inside, end === symbols.length));
  }
  return pieces;
}

/** The strongest mark at the end; a text without one ends like a statement, a sentence cut between words goes on. */
function finish(symbols: string, words: readonly SymbolWord[], atEnd: boolean): SymbolTextPiece {
  const tail = symbols.slice(words.at(-1)?.symbolEnd ?? 0);
  const marks = tail.match(/[;:,.!?—…]/g) ?? [];
  const mark = marks.find((one) => /[.!?…]/.test(one)) ?? marks.at(-1);
  if (mark !== undefined) return { symbols, words, endMark: mark as EndMark };
  const given = atEnd ? "." : ",";
  return { symbols: symbols + given, words, endMark: given };
}

function skipSpaces(symbols: string, from: number): number {
  let at = from;
  while (symbols[at] === " ") at++;
  return at;
}
