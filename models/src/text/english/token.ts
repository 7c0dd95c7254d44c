/** Something to be read, or a mark of punctuation. */
export interface Token {
  /**
   * `word`: a word to look up; `letters`: letters to name; `symbols`: {@link Token.text} is symbols already; `mark`: a
   * symbol of punctuation.
   */
  readonly kind: "word" | "letters" | "symbols" | "mark";
  /** With ASCII apostrophes, without accents. */
  readonly text: string;
  /** Where it, or what it was read from, stands in the text: UTF-16 units, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Whether a space stands before it. */
  readonly space: boolean;
  /** Whether it makes one compound with the word before: "well-known", "YouTube". */
  readonly glued: boolean;
}

/** Marks of punctuation in a row that are kept; more are decoration. */
const MARKS_MAX = 3;

const OPENING = "(“";
const DASH = "—";

/** Collects the tokens of a text in order, and the spaces between them. */
export class TokenList {
  readonly tokens: Token[] = [];
  #blank = false;

  /** Adds a word to look up. */
  word(text: string, start: number, end: number, glued = false): void {
    this.#add("word", text, start, end, glued);
  }

  /** Adds letters to name. */
  letters(text: string, start: number, end: number, glued = false): void {
    this.#add("letters", text, start, end, glued);
  }

  /** Adds what is symbols already. */
  symbols(text: string, start: number, end: number): void {
    this.#add("symbols", text, start, end, false);
  }

  /** Adds a mark of Kokoro's punctuation; the same one again, and too many in a row, are dropped. */
  mark(symbol: string, start: number, end: number): void {
    const row = this.tokens.slice(-MARKS_MAX);
    const full = row.length === MARKS_MAX && row.every((token) => token.kind === "mark");
    const last = this.tokens.at(-1);
    if (full || (last?.kind === "mark" && last.text === symbol)) return;
    const opens = OPENING.includes(symbol);
    const space = last !== undefined && (opens || symbol === DASH) && (this.#blank || opens);
    const afterOpening = last?.kind === "mark" && OPENING.includes(last.text);
    this.tokens.push({
      kind: "mark",
      text: symbol,
      start,
      end,
      space: space && !afterOpening,
      glued: false,
    });
    this.#blank = false;
  }

  /** Marks that white space, or something that is passed over, stands here. */
  blank(): void {
    this.#blank = true;
  }

  /** Ends a paragraph: like a period where nothing else ends it. */
  paragraph(at: number): void {
    if (this.tokens.at(-1)?.kind !== "mark" && this.tokens.length > 0) this.mark(".", at, at);
    this.#blank = true;
  }

  #add(kind: Token["kind"], text: string, start: number, end: number, glued: boolean): void {
    const last = this.tokens.at(-1);
    const afterMark = last?.kind === "mark" && (OPENING + DASH).includes(last.text);
    const space =
      last !== undefined && !glued && (!afterMark || (last.text === DASH && this.#blank));
    this.tokens.push({ kind, text, start, end, space, glued });
    this.#blank = false;
  }
}
