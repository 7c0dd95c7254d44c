import type { UserLexicon } from "../../user-lexicon.js";
import type { TokenList } from "../token.js";

/** What a rule reads from and writes to. */
export interface Reading {
  /** The whole text. */
  readonly text: string;
  readonly tokens: TokenList;
  /** The user's words; whole ones override every other rule. */
  readonly lexicon: UserLexicon | undefined;
  /** Whether a word in lower case is in the lexicon. */
  readonly isListed: (word: string) => boolean;
  /** Languages that are spoken, for messages. */
  readonly languages: readonly string[];
  /** Whether the whole text is in capitals, so that capitals don't tell acronyms. */
  readonly shouted: boolean;
}

/** One way of reading text. Rules are tried in order at each position; the first whose pattern fits reads the match. */
export interface ReadingRule {
  /** Sticky and Unicode-aware; matches at least one character in time linear in the text's length. */
  readonly pattern: RegExp;
  /** Reads the match; false where it is none after all, and the next rules are tried. */
  readonly read: (match: RegExpExecArray, reading: Reading) => boolean;
}

/** "point" within a number. */
const UNSTRESSED_POINT = "pYnt";

/** Says words that are known to be plain (a-z, spaces and hyphens), all with the same span. */
export function sayPlain(reading: Reading, words: string, start: number, end: number): void {
  for (const word of words.split(/[\s-]+/)) {
    if (word === "point") reading.tokens.symbols(UNSTRESSED_POINT, start, end);
    else if (word !== "") reading.tokens.word(word, start, end);
  }
}

/** A rule that says the plain words that `toWords` makes of a match; `undefined` is no match after all. */
export function plainRule(
  pattern: RegExp,
  toWords: (match: RegExpExecArray, reading: Reading) => string | undefined,
): ReadingRule {
  return {
    pattern,
    read: (match, reading) => {
      const words = toWords(match, reading);
      if (words === undefined) return false;
      sayPlain(reading, words, match.index, match.index + match[0].length);
      return true;
    },
  };
}

/** The character before a match; empty at the text's beginning. */
export function charBefore(match: RegExpExecArray, reading: Reading): string {
  return reading.text.charAt(match.index - 1);
}

/** The character after a match; empty at the text's end. */
export function charAfter(match: RegExpExecArray, reading: Reading): string {
  return reading.text.charAt(match.index + match[0].length);
}
