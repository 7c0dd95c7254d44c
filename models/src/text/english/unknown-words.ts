import { LetterNetwork } from "./letters/letter-network.js";
import { isVowel } from "./stress.js";
import { withEd, withS } from "./suffixes.js";
import { AT_END } from "./word-context.js";
import type { WordReader } from "./word-reader.js";

/** Endings with an apostrophe whose sound does not depend on the word before. */
const CLITICS: ReadonlyMap<string, string> = new Map([
  ["'ll", "ᵊl"],
  ["'ve", "əv"],
  ["'re", "əɹ"],
  ["'m", "m"],
  ["n't", "ᵊnt"],
]);

/** Shortest word all in capitals that is said rather than spelled where no lexicon has it. */
const SAID_CAPITALS_MIN = 5;

/** Reads words that no lexicon has: endings of known words, drawn-out words, initials, and the rest by their letters. */
export class UnknownWords {
  readonly #words: WordReader;
  readonly #network: LetterNetwork;

  constructor(words: WordReader, network: LetterNetwork) {
    this.#words = words;
    this.#network = network;
  }

  /**
   * Loads the letter network.
   * @throws SottoError MODEL_UNUSABLE where its file is missing or damaged.
   */
  static load(words: WordReader): UnknownWords {
    return new UnknownWords(words, LetterNetwork.load());
  }

  /** Whether a word in capitals is more likely a shouted or made-up word than initials. */
  isSaid(word: string): boolean {
    return (
      word.length >= SAID_CAPITALS_MIN &&
      /^[A-Z]+$/.test(word) &&
      !this.#words.isListed(word) &&
      /^(?:[^AEIOUY]{0,3}[AEIOUY]{1,2})+[^AEIOUY]{0,3}$/.test(word)
    );
  }

  /** The symbols of a word of letters and apostrophes; never empty where there is a letter a-z. */
  read(word: string): string {
    const cut = word.lastIndexOf("'");
    if (cut > 0) return this.#withClitic(word, cut);
    const bare = word.replaceAll("'", "").toLowerCase();
    if (bare === "") return "";
    const shorter = this.#drawnOut(bare);
    if (shorter !== undefined) return shorter;
    if (bare.length === 1 || !/[aeiouy]/.test(bare)) return this.#words.spell(bare) ?? "";
    const symbols = this.#network.read(bare);
    return Array.from(symbols).some(isVowel) ? symbols : (this.#words.spell(bare) ?? "");
  }

  #withClitic(word: string, cut: number): string {
    const ending = word.endsWith("n't") ? "n't" : word.slice(cut);
    const stem = word.slice(0, word.length - ending.length);
    const said = this.#words.read(stem, "NN", AT_END) ?? this.read(stem);
    if (ending === "'s" || ending === "'S") return withS(said);
    if (ending === "'d") return withEd(said);
    const clitic = CLITICS.get(ending);
    if (clitic !== undefined) return said + clitic;
    return ending === "'" ? said : said + this.read(ending.slice(1));
  }

  /** "soooo" as "so", "yesss" as "yes", where that is a word. */
  #drawnOut(word: string): string | undefined {
    if (!/(.)\1\1/.test(word)) return undefined;
    for (const times of ["$1$1", "$1"]) {
      const known = this.#words.read(word.replace(/(.)\1{2,}/g, times), "NN", AT_END);
      if (known !== undefined) return known;
    }
    return undefined;
  }
}
