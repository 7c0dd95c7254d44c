import { SEGMENT_CHARS_MAX } from "@sotto/models";
import {
  isAttached,
  isClauseMark,
  isCloser,
  isJoiner,
  isLineEnd,
  isLowSurrogate,
  isSpace,
  isStop,
  isUnspaced,
  isWideClauseMark,
} from "./characters.js";
import { countCodePoints } from "./code-points.js";
import { SentenceStop } from "./sentence-stop.js";

/** A first segment this long (UTF-16 units) is cut at its last clause, so that sound begins before the sentence ends. */
const FIRST_SEGMENT_UNITS = 80;

/** The shortest clause that a first segment is cut to. */
const FIRST_CLAUSE_UNITS_MIN = 24;

/** A sentence this long is cut at its last clause. */
const SENTENCE_UNITS = 240;

/** The shortest clause that a later segment is cut to. */
const CLAUSE_UNITS_MIN = 80;

/** How far back from the limit a cut looks for a place that is not inside a character with its accents. */
const CUT_BACK_UNITS_MAX = 64;

/** A stretch of an utterance's text that is spoken in one go: a sentence, or a part of a long one. Never blank. */
export interface Segment {
  /** Trimmed, at most SEGMENT_CHARS_MAX units. */
  readonly text: string;
  /** Where it begins in the utterance's text, in Unicode code points. */
  readonly startChars: number;
  /** Its length in Unicode code points. */
  readonly chars: number;
}

/**
 * Cuts the text of one utterance into segments while it arrives. Without `flushStable` the segments depend on the text
 * alone and not on how it was split; with it they hold the same text still, only cut at more places. Between segments
 * only white space is left out. Each character is looked at a bounded number of times, and fewer than
 * SEGMENT_CHARS_MAX units are ever held back.
 */
export class Segmenter {
  /** The text from the segment in the making on. */
  #text = "";
  /** Code points of the utterance before `#text`. */
  #startChars = 0;
  /** Units of `#text` that have been looked at. */
  #index = 0;
  /** The last places where a clause ended and where a word ended; 0 for none. */
  #clauseEnd = 0;
  #wordEnd = 0;
  #stop: SentenceStop | undefined;
  #isFirst = true;

  /** Units that wait for more. */
  get heldUnits(): number {
    return this.#text.length;
  }

  /** Takes text, split anywhere; gives the segments that are complete. */
  push(piece: string): Segment[] {
    const segments: Segment[] = [];
    this.#text += piece;
    this.#skipSpace();
    while (this.#index < this.#text.length)
      this.#look(this.#text.charCodeAt(this.#index), segments);
    return segments;
  }

  /**
   * Gives what is held back, for no more text came in time; but not a last word that may go on. A stop, a comma or a
   * space is taken as the end of the word before it.
   */
  flushStable(): Segment[] {
    const last = this.#text.charCodeAt(this.#text.length - 1);
    const closed = isClauseMark(last) || isWideClauseMark(last) || isCloser(last);
    const cut =
      this.#stop?.cutAfterSilence(this.#text) ?? (closed ? this.#text.length : this.#wordEnd);
    const segments: Segment[] = [];
    if (cut > 0) this.#emit(cut, segments);
    return segments;
  }

  /** Gives all that is held back: the utterance's text is at its end. */
  finish(): Segment[] {
    const segments: Segment[] = [];
    if (this.#text.length > 0) this.#emit(this.#text.length, segments);
    return segments;
  }

  #look(code: number, segments: Segment[]): void {
    const resolved = this.#stop?.take(code, this.#index, this.#text);
    if (resolved === "end" && this.#stop !== undefined) {
      this.#emit(this.#stop.cut, segments);
      return;
    }
    if (resolved === "goesOn") this.#stop = undefined;
    if (this.#stop === undefined) {
      if (isStop(code)) this.#stop = SentenceStop.atStop(code, this.#index);
      else if (isLineEnd(code)) this.#stop = SentenceStop.atLineEnd(this.#index);
    }
    this.#noteBreaks(code);
    this.#index += 1;
    this.#cutIfLong(segments);
  }

  #noteBreaks(code: number): void {
    if (isSpace(code)) {
      this.#wordEnd = this.#index;
      if (isClauseMark(this.#text.charCodeAt(this.#index - 1))) this.#clauseEnd = this.#index;
    } else if (isWideClauseMark(code)) {
      this.#clauseEnd = this.#index + 1;
      this.#wordEnd = this.#index + 1;
    } else if (isUnspaced(code)) {
      this.#wordEnd = this.#index + 1;
    }
  }

  #cutIfLong(segments: Segment[]): void {
    if (this.#index >= SEGMENT_CHARS_MAX) {
      const wordEnd = this.#wordEnd > 0 ? this.#wordEnd : cutInsideWord(this.#text, this.#index);
      this.#emit(this.#clauseEnd >= CLAUSE_UNITS_MIN ? this.#clauseEnd : wordEnd, segments);
    } else if (this.#stop === undefined && this.#isLongEnough()) {
      this.#emit(this.#clauseEnd, segments);
    }
  }

  #isLongEnough(): boolean {
    if (this.#index >= SENTENCE_UNITS && this.#clauseEnd >= CLAUSE_UNITS_MIN) return true;
    if (!this.#isFirst || this.#index < FIRST_SEGMENT_UNITS) return false;
    return this.#clauseEnd >= FIRST_CLAUSE_UNITS_MIN;
  }

  /** Ends the segment before the unit `cut` and goes on behind it. */
  #emit(cut: number, segments: Segment[]): void {
    const text = this.#text.slice(0, cut).trimEnd();
    if (text !== "") {
      segments.push({ text, startChars: this.#startChars, chars: countCodePoints(text) });
      this.#isFirst = false;
    }
    this.#drop(cut);
    this.#skipSpace();
  }

  /** White space inside a segment matters; at its beginning it is only counted. */
  #skipSpace(): void {
    let end = 0;
    while (end < this.#text.length && isSpace(this.#text.charCodeAt(end))) end += 1;
    if (end > 0) this.#drop(end);
  }

  #drop(units: number): void {
    this.#startChars += countCodePoints(this.#text.slice(0, units));
    this.#text = this.#text.slice(units);
    this.#index = Math.max(0, this.#index - units);
    this.#clauseEnd = Math.max(0, this.#clauseEnd - units);
    this.#wordEnd = Math.max(0, this.#wordEnd - units);
    this.#stop = this.#stop?.movedBack(units);
  }
}

/**
 * Where a word longer than a segment is cut: before the unit last looked at, or further back so as not to part a
 * character from its accents, joiners or second half.
 */
function cutInsideWord(text: string, index: number): number {
  const latest = index - 1;
  for (let cut = latest; cut > latest - CUT_BACK_UNITS_MAX; cut -= 1) {
    if (!isAttached(text.charCodeAt(cut)) && !isJoiner(text.charCodeAt(cut - 1))) return cut;
  }
  return isLowSurrogate(text.charCodeAt(latest)) ? latest - 1 : latest;
}
