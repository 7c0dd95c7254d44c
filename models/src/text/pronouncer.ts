import { letterToSound } from "./letter-to-sound.js";
import type { PhonemeTable, Phones } from "./phoneme-table.js";
import type { PronunciationDictionary } from "./pronunciation-dictionary.js";
import { pronounceByParts } from "./word-parts.js";

/** Capitals that are letters even though the dictionary has a word of that spelling, and ones that it lacks. */
const SPELLED = new Set(
  "us it am pm ai uk eu un tv pc id ip os ui io vs dc la ny hr pr qa cv ms hp mp gp ad bc ce api url cpu gpu".split(
    " ",
  ),
);

/** Longest run of capitals without a dictionary entry that is spelled out where it could be said as a word. */
const SPELLED_CHARS_MAX = 4;

/** Pronounces single words. */
export class Pronouncer {
  readonly #table: PhonemeTable;
  readonly #dictionary: PronunciationDictionary;

  constructor(table: PhonemeTable, dictionary: PronunciationDictionary) {
    this.#table = table;
    this.#dictionary = dictionary;
  }

  /**
   * The phones of a word in lower-case a-z and apostrophes: the reduced function words, the dictionary, what can be
   * built from dictionary words, and letter-to-sound, in this order. Never empty for a word with a letter in it.
   */
  word(word: string): Phones {
    const bare = word.replace(/^'+|'+$/g, "");
    return (
      this.known(word) ??
      this.known(bare) ??
      this.known(bare.replace(/(.)\1{2,}/g, "$1$1")) ??
      this.known(bare.replace(/(.)\1{2,}/g, "$1")) ??
      pronounceByParts(bare, (stem) => this.#dictionary.lookup(stem), this.#table) ??
      this.#guess(bare)
    );
  }

  /** As {@link word}, for one written in capitals amid other text: acronyms are spelled out. */
  capitals(word: string): Phones {
    const plural = /^(.*[^s])s$/.exec(word);
    const listed = this.#dictionary.lookup(word);
    if (SPELLED.has(word) || word.length === 1) return this.letters(word);
    if (listed !== undefined) return listed;
    if (plural === null && (word.length <= SPELLED_CHARS_MAX || !/[aeiouy]/.test(word))) {
      return this.letters(word);
    }
    return this.word(word);
  }

  /** The names of the letters of `word`. */
  letters(word: string): Phones {
    const names = Array.from(word, (letter) => this.#dictionary.lookup(`${letter}.`) ?? []);
    return Uint8Array.from(names.flatMap((name) => [...name]));
  }

  /** The phones of a word that is listed; `undefined` otherwise. */
  known(word: string): Phones | undefined {
    if (word === "") return undefined;
    return this.#table.reducedWords.get(word) ?? this.#dictionary.lookup(word);
  }

  #guess(word: string): Phones {
    if (!/[aeiouy]/.test(word)) return this.letters(word);
    const phones = letterToSound(word, this.#table);
    return phones.length > 0 ? phones : this.letters(word);
  }
}
