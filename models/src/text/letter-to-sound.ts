import { LETTER_RULES } from "./letter-rules.js";
import type { PhonemeTable, Phones } from "./phoneme-table.js";

/** A rule of {@link LETTER_RULES}, ready to match. */
interface LetterRule {
  readonly letters: string;
  /** Must match up to the end of what stands left of the letters; `undefined` where anything may. */
  readonly left: RegExp | undefined;
  /** Must match from the beginning of what stands right of the letters. */
  readonly right: RegExp | undefined;
  readonly phones: readonly string[];
}

/** Letters of context that are looked at on either side: bounds the work for words of any length. */
const CONTEXT_MAX = 12;

const CONTEXT_CLASSES: Readonly<Record<string, string>> = {
  _: "_",
  "#": "[aeiouy]+",
  ":": "[^aeiouy_]*",
  "^": "[^aeiouy_]",
  ".": "[bdvgjlmnrwz]",
  "+": "[eiy]",
  "%": "(?:er|e|es|ed|ing|ely)(?=_|$)",
  "&": "(?:[sczxj]|ch|sh)",
  "@": "(?:[tsrdlznj]|th|ch|sh)",
};

const RULES: ReadonlyMap<string, readonly LetterRule[]> = new Map(
  Object.entries(LETTER_RULES).map(([letter, text]) => [letter, parseRules(text)]),
);

/**
 * Guesses the pronunciation of a word (lower case a-z and apostrophes) that no dictionary has. Stress as the voice was
 * trained on: the first full vowel takes it, all others are unstressed. May be empty.
 */
export function letterToSound(word: string, table: PhonemeTable): Phones {
  const padded = `_${word.replaceAll("'", "")}_`;
  const phones: string[] = [];
  let at = 1;
  while (at < padded.length - 1) {
    const rule = findRule(padded, at);
    // Doubled consonants ("bb") are one sound.
    const [first, ...rest] = rule?.phones ?? [];
    if (first !== undefined && (first !== phones.at(-1) || isVowel(first))) phones.push(first);
    phones.push(...rest);
    at += rule?.letters.length ?? 1;
  }
  return table.encodeAll(withStress(phones));
}

function findRule(padded: string, at: number): LetterRule | undefined {
  const left = padded.slice(Math.max(0, at - CONTEXT_MAX), at);
  return RULES.get(padded.charAt(at))?.find(({ letters, left: before, right: after }) => {
    if (!padded.startsWith(letters, at)) return false;
    const end = at + letters.length;
    return (
      (before?.test(left) ?? true) && (after?.test(padded.slice(end, end + CONTEXT_MAX)) ?? true)
    );
  });
}

function parseRules(text: string): LetterRule[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const match = /^(.*)\[(.+)\](.*)=(.*)$/.exec(line);
      const [, left = "", letters = "", right = "", phones = ""] = match ?? [];
      return {
        letters,
        left: left === "" ? undefined : new RegExp(`${contextPattern(left)}$`),
        right: right === "" ? undefined : new RegExp(`^${contextPattern(right)}`),
        phones: phones === "" ? [] : phones.split(" "),
      };
    });
}

function contextPattern(context: string): string {
  return Array.from(context, (sign) => CONTEXT_CLASSES[sign] ?? sign).join("");
}

function isVowel(phone: string): boolean {
  return /^[AEIOU]/.test(phone);
}

function withStress(phones: readonly string[]): string[] {
  const full = phones.findIndex((phone) => isVowel(phone) && phone !== "AX");
  return phones.map((phone, index) => {
    if (!isVowel(phone)) return phone;
    const bare = phone === "AX" ? "AH" : phone;
    return `${bare}${index === full ? 1 : 0}`;
  });
}
