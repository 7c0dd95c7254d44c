/** What a full stop after a word means. */
export type FullStop =
  /** The sentence ends. */
  | "end"
  /** The sentence ends if the next word doesn't begin with a lower-case letter. */
  | "endBeforeCapital"
  /** The sentence goes on. */
  | "goesOn";

/** A name or a number follows these. */
const ALWAYS_FOLLOWED = new Set(
  (
    "adm approx capt cf cmdr col cpl dept dr eg eq fig figs fr gen gov ie lt maj messrs mlle mme mr mrs ms mt nos nr " +
    "pp prof pvt rev sen sgt st vs viz bzw"
  ).split(" "),
);

/** These may stand in the middle of a sentence or at its end. */
const MAY_END = new Set(
  (
    "al art etc inc ltd co corp bros jr sr esq ave blvd rd am pm jan feb mar apr jun jul aug sep sept oct nov dec " +
    "mon tue tues wed thu thurs fri sat sun min max ed eds est hon rep usw vol"
  ).split(" "),
);

/** The longest word that is looked at; a longer one is no abbreviation. */
export const ABBREVIATION_UNITS_MAX = 16;

/**
 * What the full stop after `word` (without the stop) means.
 * @param begins Whether the word begins the sentence: a number there is that of a list.
 */
export function judgeFullStop(word: string, begins: boolean): FullStop {
  if (/^\p{N}+$/u.test(word)) return begins ? "goesOn" : "end";
  // "J. Smith"; but "so do I. Then" is more usual than a first name in I.
  if (/^\p{Lu}$/u.test(word)) return word === "I" ? "end" : "goesOn";
  const plain = word.toLowerCase();
  if (plain === "a.m" || plain === "p.m" || MAY_END.has(plain)) return "endBeforeCapital";
  if (ALWAYS_FOLLOWED.has(plain)) return "goesOn";
  // "e.g.", "U.S.", "z.B.": joining two sentences does less harm than a full stop's pause in the middle of one.
  if (/^\p{L}(?:\.\p{L})+$/u.test(word)) return "goesOn";
  return "end";
}
