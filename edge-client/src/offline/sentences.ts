/** The longest segment in UTF-16 units; engines take 600, and shorter ones sound sooner. */
const SEGMENT_UNITS_MAX = 300;

/** A segment of an utterance's text. */
export interface TextSegment {
  /** Trimmed, never blank. */
  readonly text: string;
  /** Where it begins in the utterance's text, in UTF-16 units. */
  readonly start: number;
  /** The same, in Unicode code points. */
  readonly startChars: number;
}

/** Where a sentence ends: a stop with what closes it, before white space; a wide stop; or the end of a line. */
const SENTENCE_END = /[.!?…]+["'”’)\]]*(?=\s)|[。！？]+[”’」』）]*|\n/g;

/**
 * Cuts the text of one utterance into sentences while it arrives, for a voice on this machine. It knows fewer exceptions
 * than the server's: a wrong cut costs a short pause, no text.
 */
export class Sentences {
  #held = "";
  #heldStart = 0;
  #heldStartChars = 0;

  /** Takes text, split anywhere; gives the sentences that are complete. */
  push(text: string): TextSegment[] {
    this.#held += text;
    const segments: TextSegment[] = [];
    let from = 0;
    for (const { index, 0: end } of this.#held.matchAll(SENTENCE_END)) {
      segments.push(...this.#cut(from, index + end.length));
      from = index + end.length;
    }
    while (this.#held.length - from > SEGMENT_UNITS_MAX) {
      const to = wordEnd(this.#held, from + SEGMENT_UNITS_MAX, from);
      segments.push(...this.#cut(from, to));
      from = to;
    }
    this.#drop(from);
    return segments;
  }

  /** Ends the utterance: gives what is held back, and begins the next one. */
  end(): TextSegment[] {
    const segments = this.#cut(0, this.#held.length);
    this.#held = "";
    this.#heldStart = 0;
    this.#heldStartChars = 0;
    return segments;
  }

  #drop(units: number): void {
    this.#heldStartChars += countCodePoints(this.#held.slice(0, units));
    this.#held = this.#held.slice(units);
    this.#heldStart += units;
  }

  #cut(from: number, to: number): TextSegment[] {
    const segments: TextSegment[] = [];
    for (let at = from; at < to; ) {
      const end =
        to - at > SEGMENT_UNITS_MAX ? wordEnd(this.#held, at + SEGMENT_UNITS_MAX, at) : to;
      const raw = this.#held.slice(at, end);
      const text = raw.trim();
      const before = at + (raw.length - raw.trimStart().length);
      const start = this.#heldStart + before;
      const startChars = this.#heldStartChars + countCodePoints(this.#held.slice(0, before));
      if (text !== "") segments.push({ text, start, startChars });
      at = end;
    }
    return segments;
  }
}

/** Unicode code points of `text`. */
export function countCodePoints(text: string): number {
  return Array.from(text).length;
}

/** The end of the last word before `limit` and after `from`; `limit` where there is none, never inside a character. */
function wordEnd(text: string, limit: number, from: number): number {
  const space = text.lastIndexOf(" ", limit);
  if (space > from) return space;
  const unit = text.charCodeAt(limit - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? limit - 1 : limit;
}
