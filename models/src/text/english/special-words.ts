import { parentTag } from "./part-of-speech.js";
import type { WordContext } from "./word-context.js";

/** Signs that are words of their own. */
export const SIGN_WORDS: ReadonlyMap<string, string> = new Map([
  ["%", "percent"],
  ["&", "and"],
  ["+", "plus"],
  ["@", "at"],
]);

/** What the special words need of the reader. */
export interface SpecialLookup {
  readonly spell: (letters: string) => string | undefined;
  readonly lookup: (word: string, stress: number | undefined) => string | undefined;
}

/** How a special word is read; `undefined` leaves it to the lexicon. */
type Special = (
  word: string,
  tag: string,
  stress: number | undefined,
  context: WordContext,
  lookup: SpecialLookup,
) => string | undefined;

const am: Special = (word, tag, stress, context, { spell, lookup }) => {
  if (tag.startsWith("NN")) return spell(word);
  const full = context.vowelNext === undefined || word !== "am" || (stress ?? 0) > 0;
  return full ? lookup("am", undefined) : "ɐm";
};

const to: Special = (word, tag, _stress, context, { lookup }) => {
  if (word === "TO" && tag !== "TO" && tag !== "IN") return undefined;
  if (context.vowelNext === undefined) return lookup("to", undefined);
  return context.vowelNext ? "tʊ" : "tə";
};

const within: Special = (word, tag, _stress, context) => {
  if (word === "IN" && tag === "NNP") return undefined;
  return context.vowelNext === undefined || tag !== "IN" ? "ˈɪn" : "ɪn";
};

/** Words whose reading depends on what they do in the sentence, and on the sound after them. */
const SPECIAL: ReadonlyMap<string, Special> = new Map<string, Special>([
  ["a", (_word, tag) => (tag === "DT" ? "ɐ" : "ˈA")],
  ["am", am],
  [
    "an",
    (word, tag, _s, _c, { spell }) => (word === "AN" && tag.startsWith("NN") ? spell(word) : "ɐn"),
  ],
  ["by", (_word, tag) => (parentTag(tag) === "ADV" ? "bˈI" : undefined)],
  ["to", to],
  ["in", within],
  [
    "the",
    (word, tag, _stress, context) =>
      word === "THE" && tag !== "DT" ? undefined : context.vowelNext ? "ði" : "ðə",
  ],
  ["vs", (_word, _tag, _stress, _context, { lookup }) => lookup("versus", undefined)],
  [
    "used",
    (_word, tag, _stress, context) =>
      (tag === "VBD" || tag === "JJ") && context.toNext ? "jˈust" : "jˈuzd",
  ],
]);

/**
 * Reads a word that the lexicon alone can't, as misaki's `get_special_case`: weak forms, "the" and "to" by the sound
 * that follows, initials with periods, signs. `undefined` where it is an ordinary word.
 */
export function readSpecialWord(
  word: string,
  tag: string,
  stress: number | undefined,
  context: WordContext,
  lookup: SpecialLookup,
): string | undefined {
  const sign = SIGN_WORDS.get(word);
  if (sign !== undefined) return lookup.lookup(sign, undefined);
  if (/^[A-Za-z]{1,2}(?:\.[A-Za-z]{1,2})+\.?$/.test(word)) return lookup.spell(word);
  if (word === "I" && tag === "PRP") return "ˌI";
  const special = SPECIAL.get(word.toLowerCase());
  return special?.(word, tag, stress, context, lookup);
}
