import { toCardinal, toOrdinal } from "n2words/en-US";

/** Longest number of digits that is read as one number; a longer one is read digit by digit. */
export const NUMBER_DIGITS_MAX = 15;

const DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** Digits one by one: `105` → `one zero five`. */
export function digitWords(digits: string): string {
  return Array.from(digits, (digit) => DIGITS[Number(digit)] ?? "").join(" ");
}

/**
 * A number as it is written, without sign: `1,234.50`, `007`, `.5`. Groups of leading zeros and numbers longer than
 * {@link NUMBER_DIGITS_MAX} are read digit by digit.
 */
export function numberWords(written: string): string {
  const [whole = "", fraction] = written.replaceAll(",", "").split(".");
  const words = wholeWords(whole);
  return fraction === undefined ? words : `${words} point ${digitWords(fraction)}`.trim();
}

/** An ordinal number: `21` → `twenty-first`. */
export function ordinalWords(digits: string): string {
  const value = Number(digits);
  if (digits.length > NUMBER_DIGITS_MAX || value < 1) return wholeWords(digits);
  return toOrdinal(value);
}

/** A year of four digits: `1905` → `nineteen oh five`, `2009` → `two thousand nine`, `2026` → `twenty twenty-six`. */
export function yearWords(digits: string): string {
  const year = Number(digits);
  const century = Math.floor(year / 100);
  const rest = year % 100;
  if (century % 10 === 0 && rest < 10) return toCardinal(year);
  if (rest === 0) return `${toCardinal(century)} hundred`;
  const tail = rest < 10 ? `oh ${toCardinal(rest)}` : toCardinal(rest);
  return `${toCardinal(century)} ${tail}`;
}

/** The plural of a number's last word: `nineteen ninety` → `nineteen nineties`. */
export function pluralNumber(words: string): string {
  if (words.endsWith("y")) return `${words.slice(0, -1)}ies`;
  return words.endsWith("x") ? `${words}es` : `${words}s`;
}

/** A fraction of two whole numbers: `1/2` → `one half`, `3/4` → `three quarters`, `7/16` → `seven sixteenths`. */
export function fractionWords(numerator: string, denominator: string): string {
  const top = wholeWords(numerator);
  const below = Number(denominator);
  if (below < 2 || below > 100 || numerator.length > 3)
    return `${top} over ${wholeWords(denominator)}`;
  const one = Number(numerator) === 1;
  if (below === 2) return `${top} ${one ? "half" : "halves"}`;
  const part = below === 4 ? "quarter" : toOrdinal(below);
  return `${top} ${one ? part : `${part}s`}`;
}

function wholeWords(digits: string): string {
  if (digits === "") return "zero";
  const spelled = digits.length > NUMBER_DIGITS_MAX || /^0\d/.test(digits);
  return spelled ? digitWords(digits) : toCardinal(Number(digits));
}
