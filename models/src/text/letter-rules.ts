import { CONSONANT_RULES } from "./consonant-rules.js";
import { VOWEL_RULES } from "./vowel-rules.js";

/**
 * Letter-to-sound rules after H. S. Elovitz et al., "Automatic Translation of English Text to Phonetics by Means of
 * Letter-to-Sound Rules", Naval Research Laboratory report 7948 (1976, a work of the US government), written for
 * ARPAbet. One rule a line, `left[letters]right=phones`; the first rule that fits is taken.
 *
 * Contexts: `_` the word's edge, `#` one or more vowels, `:` any number of consonants, `^` one consonant, `.` one voiced
 * consonant, `+` a front vowel (E, I, Y), `%` a suffix (ER, E, ES, ED, ING, ELY), `&` a sibilant, `@` a consonant after
 * which long U has no Y. Vowels have no stress yet, but AX, which never takes it.
 */
export const LETTER_RULES: Readonly<Record<string, string>> = {
  ...VOWEL_RULES,
  ...CONSONANT_RULES,
};
