/** What a text sounds like: the contract between front ends and the engines that speak Kokoro's symbols. */
export interface SymbolText {
  /**
   * Kokoro's symbols (IPA with a few capitals for diphthongs, stress marks, tone arrows, punctuation and spaces), one
   * UTF-16 unit each, without the pads at both ends.
   */
  readonly symbols: string;
  /** The words in order; they don't overlap, neither in the text nor in the symbols. */
  readonly words: readonly SymbolWord[];
}

/**
 * A word, or a number, a date, a Mandarin word, … that is read from one stretch of text: both spans are UTF-16 units,
 * end exclusive. What lies between the words of {@link SymbolText.symbols} is spaces and punctuation.
 */
export interface SymbolWord {
  readonly textStart: number;
  readonly textEnd: number;
  readonly symbolStart: number;
  readonly symbolEnd: number;
}

/** Reads text as symbols. Pure after loading: the same text gives the same symbols. */
export interface FrontEnd {
  /**
   * @throws SottoError UNSPEAKABLE_TEXT for another language (the message names the ones there are), for markup, for
   * malformed `[[symbols]]`, or where there is nothing to say. It never quotes the text.
   */
  read(text: string): SymbolText;
}
