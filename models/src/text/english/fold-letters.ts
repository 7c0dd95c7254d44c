/** What a run of letters comes to in the letters a-z and A-Z. */
export type FoldedWord =
  | { readonly kind: "latin"; readonly letters: string }
  | { readonly kind: "foreign"; readonly script: string };

/** Latin letters that don't decompose into a base letter and marks. */
const SPECIAL: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "th",
  þ: "th",
  ł: "l",
  ı: "i",
  ħ: "h",
  ŋ: "ng",
};

/** Scripts that are named to people; any other is "another one". */
const SCRIPTS = [
  "Han",
  "Hiragana",
  "Katakana",
  "Hangul",
  "Cyrillic",
  "Greek",
  "Arabic",
  "Hebrew",
  "Devanagari",
  "Bengali",
  "Tamil",
  "Thai",
  "Armenian",
  "Georgian",
] as const;

const SCRIPT_PATTERNS = SCRIPTS.map(
  (script) => [script, new RegExp(`\\p{Script=${script}}`, "u")] as const,
);

/**
 * Reads a run of letters, marks and apostrophes as a-z, A-Z and `'`: accents are dropped (café → cafe), letter
 * forms made plain (fullwidth, mathematical). Latin letters without any such form are dropped; letters of another
 * script make it foreign.
 */
export function foldWord(word: string): FoldedWord {
  if (/^[A-Za-z']*$/.test(word)) return { kind: "latin", letters: word };
  let letters = "";
  for (const char of word.normalize("NFKD")) {
    if (/[A-Za-z]/.test(char)) letters += char;
    else if (/['’‘ʼ＇]/.test(char)) letters += "'";
    else if (Object.hasOwn(SPECIAL, char.toLowerCase())) letters += special(char);
    else if (isForeignLetter(char)) return { kind: "foreign", script: scriptOf(char) };
  }
  return { kind: "latin", letters };
}

/** The plain letters of one of {@link SPECIAL}, with its capital. */
function special(char: string): string {
  const lower = char.toLowerCase();
  const plain = SPECIAL[lower] ?? "";
  return char === lower ? plain : plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Whether a character is a letter or digit of a script other than Latin; modifier letters and marks are not. */
function isForeignLetter(char: string): boolean {
  return /[\p{L}\p{N}]/u.test(char) && !/[\p{Lm}\p{Script=Latin}]/u.test(char);
}

/** The name of a character's script, for people. */
export function scriptOf(char: string): string {
  return SCRIPT_PATTERNS.find(([, pattern]) => pattern.test(char))?.[0] ?? "not Latin";
}
