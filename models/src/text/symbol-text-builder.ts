import type { SymbolText, SymbolWord } from "./symbol-text.js";

/** Marks that stand right behind a word, and those of them that say nothing more behind a stronger one. */
const BEHIND = ";:,.!?—…)”";
const WEAK = ";:,—";

/** Marks that stand right before a word. */
const BEFORE = "(“";

/** More marks in a row than these say nothing more to a model. */
const MARKS_IN_A_ROW_MAX = 3;

/**
 * Collects words and marks in order, with the spaces that Kokoro was taught: one between words, none before a mark that
 * closes nor behind one that opens.
 */
export class SymbolTextBuilder {
  #symbols = "";
  readonly #words: SymbolWord[] = [];
  /** Marks since the last word; opening ones wait for theirs. */
  #behind = "";
  #before = "";

  /** Whether there is no word yet. */
  get isEmpty(): boolean {
    return this.#words.length === 0;
  }

  /**
   * Adds a word that is read from `textStart` to `textEnd`. One whose span overlaps the last word's becomes one word
   * with it (the words of a number, say). Without symbols it is left out.
   */
  word(symbols: string, textStart: number, textEnd: number): void {
    if (symbols === "") return;
    const last = this.#words.at(-1);
    const joins =
      last !== undefined && textStart < last.textEnd && this.#behind === "" && this.#before === "";
    this.#symbols += this.#behind + (this.#symbols === "" ? "" : " ") + this.#before;
    this.#behind = "";
    this.#before = "";
    const symbolStart = this.#symbols.length;
    this.#symbols += symbols;
    const symbolEnd = this.#symbols.length;
    if (joins) {
      const joined = { ...last, textEnd: Math.max(last.textEnd, textEnd), symbolEnd };
      this.#words[this.#words.length - 1] = joined;
    } else {
      this.#words.push({ textStart, textEnd, symbolStart, symbolEnd });
    }
  }

  /** Adds marks of Kokoro's vocabulary. Those before the first word are dropped, but for what opens. */
  marks(marks: string): void {
    for (const mark of marks) {
      if (BEFORE.includes(mark)) {
        if (!this.#before.includes(mark)) this.#before += mark;
      } else if (BEHIND.includes(mark)) this.#close(mark);
    }
  }

  /** Adds what another reader gave for the text from `textOffset`. */
  append({ symbols, words }: SymbolText, textOffset: number): void {
    let at = 0;
    for (const { textStart, textEnd, symbolStart, symbolEnd } of words) {
      this.marks(this.#opened(symbols.slice(at, symbolStart)));
      this.word(
        symbols.slice(symbolStart, symbolEnd),
        textOffset + textStart,
        textOffset + textEnd,
      );
      at = symbolEnd;
    }
    this.marks(symbols.slice(at).replaceAll('"', "”"));
  }

  /** What has been collected. */
  build(): SymbolText {
    return { symbols: this.#symbols + this.#behind, words: this.#words };
  }

  #close(mark: string): void {
    // A bracket or quote that was opened before nothing is forgotten with what closes it.
    if (this.#before !== "" && BEFORE.indexOf(this.#before.at(-1) ?? "") === ")”".indexOf(mark)) {
      this.#before = this.#before.slice(0, -1);
      return;
    }
    if (this.isEmpty || this.#behind.length >= MARKS_IN_A_ROW_MAX) return;
    if (this.#behind.includes(mark)) return;
    if (WEAK.includes(mark) && /[.!?…]/.test(this.#behind)) return;
    // A sentence's end counts for more than the comma before it.
    if (".!?…".includes(mark)) this.#behind = this.#behind.replace(/[;:,—]$/, "");
    this.#behind += mark;
  }

  /** Straight quotes are what they look like by their side of a word. */
  #opened(marks: string): string {
    return marks.replace(/(^|\s)"$/, "$1“").replaceAll('"', "”");
  }
}
