import { type LexiconEntry, LexiconFile, type Reading } from "./lexicon-file.js";

/** Readings that misaki lacks: the metal is tagged METAL. */
const MORE: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ["résumé", "ɹˈɛzəmˌA"],
  ["résumés", "ɹˈɛzəmˌAz"],
  ["json", "ʤˈAsən"],
  ["shh", "ʃː"],
  ["tsk", "tˈɪsk"],
  [
    "lead",
    new Map([
      ["DEFAULT", "lˈid"],
      ["METAL", "lˈɛd"],
    ]),
  ],
]);

/** Looks words up as misaki does: a word that is listed in lower case is known with a first capital, too, and back. */
export class Lexicon {
  readonly #file: LexiconFile;

  constructor(file: LexiconFile) {
    this.#file = file;
  }

  /**
   * Loads the lexicon from the package.
   * @throws SottoError MODEL_UNUSABLE where its file is missing or damaged.
   */
  static load(): Lexicon {
    return new Lexicon(LexiconFile.load());
  }

  /** The reading of a word that was checked by hand. */
  gold(word: string): Reading | undefined {
    return MORE.get(word.toLowerCase()) ?? this.#find(word, true)?.reading;
  }

  /** The reading of a word of the larger, unchecked list. */
  silver(word: string): Reading | undefined {
    return this.#find(word, false)?.reading;
  }

  /** Whether a word is listed at all. */
  has(word: string): boolean {
    return this.gold(word) !== undefined || this.silver(word) !== undefined;
  }

  #find(word: string, gold: boolean): LexiconEntry | undefined {
    const exact = this.#file.find(word);
    if (exact?.gold === gold) return exact;
    const other = otherCase(word);
    const grown = other === undefined ? undefined : this.#file.find(other);
    return grown?.gold === gold ? grown : undefined;
  }
}

/** `Word` for `word`, `word` for `Word`; nothing for single letters and other capitals. */
function otherCase(word: string): string | undefined {
  if (word.length < 2) return undefined;
  const lower = word.toLowerCase();
  const capital = lower.charAt(0).toUpperCase() + lower.slice(1);
  if (lower === capital) return undefined;
  if (word === lower) return capital;
  return word === capital ? lower : undefined;
}
