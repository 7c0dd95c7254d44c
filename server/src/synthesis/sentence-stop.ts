import { ABBREVIATION_UNITS_MAX, judgeFullStop } from "./abbreviations.js";
import { isCloser, isLineEnd, isLowerCase, isSpace, isStop, isWideStop } from "./characters.js";

/** What a character after a stop tells: the sentence has ended, it goes on, or the next character must be seen. */
export type StopResolution = "end" | "goesOn" | "wait";

const FULL_STOP = ".".charCodeAt(0);
const ELLIPSIS = "…".charCodeAt(0);

type Phase =
  /** Nothing but stops and closing quotes and brackets has followed. */
  | { readonly kind: "adjacent" }
  /** White space has followed; the next word decides. */
  | { readonly kind: "spaced"; readonly lineEnds: number };

/**
 * A place where a sentence may have ended, until the characters behind it have told. A blank line always ends one; a
 * single line end does unless the next line begins with a lower-case letter (text wrapped by hand).
 */
export class SentenceStop {
  /** Where the sentence ends, if it does: behind the stops and the closing quotes and brackets, in UTF-16 units. */
  cut: number;
  #phase: Phase;
  readonly #start: number;
  readonly #code: number;
  #isWide: boolean;
  #stops = 1;
  #isClosed = false;

  private constructor(start: number, cut: number, code: number, phase: Phase) {
    this.#start = start;
    this.cut = cut;
    this.#code = code;
    this.#phase = phase;
    this.#isWide = isWideStop(code);
  }

  /** At the stop `code`, which is the unit `index`. */
  static atStop(code: number, index: number): SentenceStop {
    return new SentenceStop(index, index + 1, code, { kind: "adjacent" });
  }

  /** At a line end without a stop before it. */
  static atLineEnd(index: number): SentenceStop {
    return new SentenceStop(index, index, 0, { kind: "spaced", lineEnds: 1 });
  }

  /** Takes the character after those taken so far: the unit `index` of `text`. */
  take(code: number, index: number, text: string): StopResolution {
    if (this.#phase.kind === "adjacent") return this.#takeAdjacent(code, index, text);
    if (isLineEnd(code)) {
      this.#phase = { kind: "spaced", lineEnds: this.#phase.lineEnds + 1 };
      return this.#phase.lineEnds >= 2 ? "end" : "wait";
    }
    if (isSpace(code)) return "wait";
    return isLowerCase(code) ? "goesOn" : "end";
  }

  /** Where the text may be cut when no more came in time; `undefined` where the stop is that of an abbreviation. */
  cutAfterSilence(text: string): number | undefined {
    if (this.#phase.kind === "spaced") return this.cut;
    return this.#judge(text) === "goesOn" ? undefined : this.cut;
  }

  /** The same stop in a text without its first `units`; `undefined` where it was among them. */
  movedBack(units: number): SentenceStop | undefined {
    if (this.cut <= units) return undefined;
    const moved = new SentenceStop(
      Math.max(0, this.#start - units),
      this.cut - units,
      this.#code,
      this.#phase,
    );
    moved.#isWide = this.#isWide;
    moved.#stops = this.#stops;
    moved.#isClosed = this.#isClosed;
    return moved;
  }

  #takeAdjacent(code: number, index: number, text: string): StopResolution {
    if (isStop(code)) {
      this.cut = index + 1;
      this.#stops += 1;
      this.#isWide ||= isWideStop(code);
      return "wait";
    }
    if (isCloser(code)) {
      this.cut = index + 1;
      this.#isClosed = true;
      return "wait";
    }
    // "3.14", "example.com", "what?!no": a stop inside a word is none, unless it is one of a script without spaces.
    if (!isSpace(code)) return this.#isWide ? "end" : "goesOn";
    const judged = this.#judge(text);
    if (judged !== "endBeforeCapital") return judged;
    this.#phase = { kind: "spaced", lineEnds: isLineEnd(code) ? 1 : 0 };
    return "wait";
  }

  #judge(text: string): "end" | "endBeforeCapital" | "goesOn" {
    if (this.#isWide) return "end";
    // '"Really?" he said', "well ... maybe".
    if (this.#isClosed || this.#code === ELLIPSIS) return "endBeforeCapital";
    if (this.#stops > 1) return this.#code === FULL_STOP ? "endBeforeCapital" : "end";
    if (this.#code !== FULL_STOP) return "end";
    const from = Math.max(0, this.#start - ABBREVIATION_UNITS_MAX - 1);
    const word = /[^\s"'“”‘’(\[{]*$/.exec(text.slice(from, this.#start))?.[0] ?? "";
    if (word.length > ABBREVIATION_UNITS_MAX) return "end";
    return judgeFullStop(word, word.length === this.#start);
  }
}
