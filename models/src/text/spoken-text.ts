import type { PauseMark, Phones } from "./phoneme-table.js";

/** A word to speak. */
export interface SpokenWord {
  /** Where the word (or the number, date, … it is read from) stands in the text: UTF-16 units, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly phones: Phones;
  /** The pause after it, where there is one. */
  after: PauseMark | undefined;
}

/** Collects the words of a text in order, and the pauses between them. */
export class SpokenText {
  readonly words: SpokenWord[] = [];

  /** Adds a word; one without phones is left out. */
  say(phones: Phones, start: number, end: number): void {
    if (phones.length > 0) this.words.push({ start, end, phones, after: undefined });
  }

  /**
   * Adds a pause after the last word. Before the first word there is none; of several in a row the first is kept, but
   * for a comma, which gives way to the end of a sentence.
   */
  pause(mark: PauseMark): void {
    const last = this.words.at(-1);
    if (last !== undefined && (last.after === undefined || last.after === ",")) last.after = mark;
  }
}
