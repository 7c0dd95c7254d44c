import type { Lexicon } from "./lexicon.js";
import type { Reading } from "./lexicon-file.js";
import { parentTag } from "./part-of-speech.js";
import { readSpecialWord, SIGN_WORDS } from "./special-words.js";
import { applyStress, PRIMARY, SECONDARY } from "./stress.js";
import { withEd, withIng, withS } from "./suffixes.js";
import type { WordContext } from "./word-context.js";

/** Stress of words that are written with a capital, and of those all in capitals. */
const CAPITAL_STRESS = 0.5;
const SHOUT_STRESS = 2;

/** Names of more letters than this are looked up in lower case even where they are tagged as names. */
const NAME_CHARS_MAX = 7;

/** Words with letters a-z, `'` and `-` only can be in the lexicon. */
const PLAIN = /^[A-Za-z]+$/;

/**
 * Reads known words: the lexicon, its parts of speech, weak forms, suffixes -s, -ed and -ing, and letters' names. A port
 * of misaki 0.9's `en.Lexicon`, American English (hexgrad, Apache-2.0).
 */
export class WordReader {
  readonly #lexicon: Lexicon;

  constructor(lexicon: Lexicon) {
    this.#lexicon = lexicon;
  }

  /** The symbols of a word with ASCII apostrophes; `undefined` where it is not known. */
  read(word: string, tag: string, context: WordContext): string | undefined {
    return this.#read(word, tag, capitalStress(word), context);
  }

  /** Whether the lexicon has a word, as it is written or in lower case. */
  isListed(word: string): boolean {
    return this.#lexicon.has(word) || this.#lexicon.has(word.toLowerCase());
  }

  /** The names of letters one after another, stressed on the last; `undefined` where one is no letter a-z. */
  spell(letters: string): string | undefined {
    let names = "";
    for (const letter of letters) {
      if (!/[A-Za-z]/.test(letter)) continue;
      const name = this.#lexicon.gold(letter.toUpperCase());
      if (typeof name !== "string") return undefined;
      names += name;
    }
    if (names === "") return undefined;
    const even = applyStress(names, 0);
    const last = even.lastIndexOf(SECONDARY);
    return last < 0 ? even : even.slice(0, last) + PRIMARY + even.slice(last + 1);
  }

  #read(
    word: string,
    tag: string,
    stress: number | undefined,
    context: WordContext,
  ): string | undefined {
    const special = readSpecialWord(word, tag, stress, context, {
      spell: (letters) => this.spell(letters),
      lookup: (plain, changed) => this.#lookup(plain, "", changed, context),
    });
    if (special !== undefined) return special;
    const known = this.#uncapitalised(word, tag, stress, context);
    if (this.#isKnown(known)) return this.#lookup(known, tag, stress, context);
    if (known.endsWith("s'") && this.#isKnown(`${known.slice(0, -2)}'s`)) {
      return this.#lookup(`${known.slice(0, -2)}'s`, tag, stress, context);
    }
    if (known.endsWith("'") && this.#isKnown(known.slice(0, -1))) {
      return this.#lookup(known.slice(0, -1), tag, stress, context);
    }
    return this.#suffixed(known, tag, stress, context);
  }

  /** `word` in lower case where only that is known, and it is no short name. */
  #uncapitalised(
    word: string,
    tag: string,
    stress: number | undefined,
    context: WordContext,
  ): string {
    const lower = word.toLowerCase();
    const letters = word.replaceAll("'", "");
    if (word.length < 2 || !PLAIN.test(letters) || word === lower) return word;
    if (tag === "NNP" && word.length <= NAME_CHARS_MAX) return word;
    if (this.#lexicon.has(word)) return word;
    if (word !== word.toUpperCase() && word.slice(1) !== lower.slice(1)) return word;
    const found =
      this.#lexicon.has(lower) || this.#suffixed(lower, tag, stress, context) !== undefined;
    return found ? lower : word;
  }

  #isKnown(word: string): boolean {
    if (this.#lexicon.has(word) || SIGN_WORDS.has(word)) return true;
    if (!PLAIN.test(word)) return false;
    if (word.length === 1) return true;
    const upper = word.toUpperCase();
    if (word === upper && this.#lexicon.gold(word.toLowerCase()) !== undefined) return true;
    return word.slice(1) === upper.slice(1);
  }

  #lookup(
    written: string,
    tag: string,
    stress: number | undefined,
    context: WordContext | undefined,
  ): string | undefined {
    let word = written;
    let isName = false;
    if (word === word.toUpperCase() && this.#lexicon.gold(word) === undefined) {
      word = word.toLowerCase();
      isName = tag === "NNP";
    }
    const reading = this.#lexicon.gold(word) ?? (isName ? undefined : this.#lexicon.silver(word));
    const symbols = reading === undefined ? null : byTag(reading, tag, context);
    if (symbols === null || (isName && !symbols.includes(PRIMARY))) {
      return this.spell(word) ?? (symbols === null ? undefined : applyStress(symbols, stress));
    }
    return applyStress(symbols, stress);
  }

  #suffixed(
    word: string,
    tag: string,
    stress: number | undefined,
    context: WordContext,
  ): string | undefined {
    const stem = (written: string | undefined, changed = stress): string | undefined =>
      written === undefined ? undefined : this.#lookup(written, tag, changed, context);
    const s = stem(this.#stemOfS(word));
    if (s) return withS(s);
    const ed = stem(this.#stemOfEd(word));
    if (ed) return withEd(ed);
    const ing = stem(this.#stemOfIng(word), stress ?? CAPITAL_STRESS);
    return ing ? withIng(ing) : undefined;
  }

  #stemOfS(word: string): string | undefined {
    if (word.length < 3 || !word.endsWith("s")) return undefined;
    if (!word.endsWith("ss") && this.#isKnown(word.slice(0, -1))) return word.slice(0, -1);
    const es = word.length > 4 && word.endsWith("es") && !word.endsWith("ies");
    if ((word.endsWith("'s") || es) && this.#isKnown(word.slice(0, -2))) return word.slice(0, -2);
    if (word.length <= 4 || !word.endsWith("ies")) return undefined;
    const y = `${word.slice(0, -3)}y`;
    return this.#isKnown(y) ? y : undefined;
  }

  #stemOfEd(word: string): string | undefined {
    if (word.length < 4 || !word.endsWith("d")) return undefined;
    if (!word.endsWith("dd") && this.#isKnown(word.slice(0, -1))) return word.slice(0, -1);
    if (word.length <= 4 || !word.endsWith("ed") || word.endsWith("eed")) return undefined;
    return this.#isKnown(word.slice(0, -2)) ? word.slice(0, -2) : undefined;
  }

  #stemOfIng(word: string): string | undefined {
    if (word.length < 5 || !word.endsWith("ing")) return undefined;
    const stem = word.slice(0, -3);
    if (word.length > 5 && this.#isKnown(stem)) return stem;
    if (this.#isKnown(`${stem}e`)) return `${stem}e`;
    const doubled = /([bcdgklmnprstvxz])\1ing$|cking$/.test(word);
    return word.length > 5 && doubled && this.#isKnown(word.slice(0, -4))
      ? word.slice(0, -4)
      : undefined;
  }
}

/** The stress that capitals give a word. */
function capitalStress(word: string): number | undefined {
  if (word === word.toLowerCase()) return undefined;
  return word === word.toUpperCase() ? SHOUT_STRESS : CAPITAL_STRESS;
}

/** The reading for a part of speech, or for the end of a phrase; `null` is to be spelled out. */
function byTag(reading: Reading, tag: string, context: WordContext | undefined): string | null {
  if (typeof reading === "string") return reading;
  const atPause = context !== undefined && context.vowelNext === undefined;
  const exact = atPause && reading.has("None") ? "None" : tag;
  const known = reading.has(exact) ? exact : parentTag(exact);
  return reading.get(reading.has(known) ? known : "DEFAULT") ?? null;
}
