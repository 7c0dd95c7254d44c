import { numberWords, ordinalWords } from "../number-words.js";
import { plainRule, type ReadingRule } from "./reading-rule.js";

/** Words after which a Roman numeral is a number. */
const NUMBERED = new Set(
  "chapter part volume book act scene section article war phase type class figure table title appendix level stage round episode season bowl mark category schedule unit".split(
    " ",
  ),
);

/** Names of rulers, after which it is an ordinal. */
const RULERS = new Set(
  "henry george charles james edward william elizabeth louis philip john paul pius benedict nicholas alexander catherine frederick francis gregory leo innocent napoleon ferdinand felipe juan harald haakon gustav wilhelm leopold otto ivan peter ramses ptolemy thutmose richard robert mary anne king queen pope xavier clement urban boniface".split(
    " ",
  ),
);

const VALUES: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 };

/** The value of a Roman numeral up to 39. */
function romanValue(numeral: string): number {
  let value = 0;
  for (const [index, letter] of Array.from(numeral).entries()) {
    const own = VALUES[letter] ?? 0;
    value += own < (VALUES[numeral.charAt(index + 1)] ?? 0) ? -own : own;
  }
  return value;
}

/** `World War II`, `Henry VIII`, `Chapter IV`, `Rocky III`: only after a name or such a word, only up to 39. */
const roman = plainRule(
  /(?=[IVX])(X{0,3}(?:IX|IV|V?I{0,3}))(['’]s)?(?![\p{L}\p{N}])(?!['’]\p{L})/uy,
  ([, numeral = "", owner], { text, tokens }) => {
    const last = tokens.tokens.at(-1);
    if (last?.kind !== "word" || !/^\p{Lu}\p{Ll}/u.test(last.text)) return undefined;
    if (last.end > text.length || !/^\s$/.test(text.slice(last.end, last.end + 1)))
      return undefined;
    const before = last.text.toLowerCase();
    const value = String(romanValue(numeral));
    const end = owner === undefined ? "" : "'s";
    if (NUMBERED.has(before)) return numberWords(value) + end;
    if (RULERS.has(before)) return numeral === "I" ? undefined : `the ${ordinalWords(value)}${end}`;
    return numeral.length > 1 ? numberWords(value) + end : undefined;
  },
);

/** The rule for Roman numerals; it comes before those for words. */
export const ROMAN_RULES: readonly ReadingRule[] = [roman];
