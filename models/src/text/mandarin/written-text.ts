import type { SottoError } from "@sotto/proto/error";
import { foldWord } from "../english/fold-letters.js";
import { foreignScript, markupNotSpoken, unspeakable } from "../unspeakable.js";
import type { UserLexicon } from "../user-lexicon.js";
import { DATE_RULES } from "./date-rules.js";
import { isHan } from "./han.js";
import { spellLetters } from "./letter-names.js";
import { NUMBER_RULES } from "./number-rules.js";
import { markOf, narrow, signWord } from "./punctuation.js";

/** A character to be read, and where it is from: the character itself, or the number that it was made of. */
export interface SourceChar {
  /** As written, or as a number says it; a `PLAIN_ONE` among them. */
  readonly written: string;
  readonly start: number;
  readonly end: number;
}

/** What a text is made of: runs of characters without a gap, marks, and what has its symbols
 * already: letters, which are spelt, and words of the user's. */
export type WrittenPart =
  | { readonly kind: "run"; readonly chars: SourceChar[] }
  | { readonly kind: "marks"; readonly marks: string }
  | {
      readonly kind: "spoken";
      readonly symbols: string;
      readonly start: number;
      readonly end: number;
    };

const RULES = [...DATE_RULES, ...NUMBER_RULES];

/** Characters around a match that rules look at. */
const SURROUNDINGS_CHARS = 20;

/** What may begin something for {@link RULES}: digits, signs before them, currencies. */
const MAY_BE_NUMBER = /[#\d¥￥$€£₩₽₹฿+\-−±×*÷=≈><≥≤\s№½-¾²³\u2150-\u216B\u2460-\u2473A-Z]/;

const TAG = /<(?:!--[^<>]*-->|[/!?]?[A-Za-z][^<>]*>)/y;
const SSML = /<\/?(?:speak|voice|prosody|break|say-as|phoneme|emphasis)(?![A-Za-z0-9])/y;
const LETTERS = /[\p{L}\p{M}][\p{L}\p{M}'’]*/uy;

/**
 * Takes a Chinese text apart: numbers, dates, units and signs become the characters that are said, letters are spelt.
 * Stray signs and emoji are passed over. Linear in the text's length.
 * @throws SottoError UNSPEAKABLE_TEXT for another script, for SSML, or for a character that is too rare.
 */
export function writtenParts(
  text: string,
  languages: readonly string[],
  lexicon?: UserLexicon,
): WrittenPart[] {
  return new Scanner(text, languages, lexicon).scan();
}

class Scanner {
  readonly #text: string;
  /** The text with full-width forms made plain, each in its place. */
  readonly #plain: string;
  readonly #languages: readonly string[];
  readonly #lexicon: UserLexicon | undefined;
  readonly #parts: WrittenPart[] = [];
  #at = 0;
  #quoteIsOpen = false;

  constructor(text: string, languages: readonly string[], lexicon: UserLexicon | undefined) {
    this.#text = text;
    this.#plain = narrow(text);
    this.#languages = languages;
    this.#lexicon = lexicon;
  }

  scan(): WrittenPart[] {
    while (this.#at < this.#text.length) {
      const own = this.#lexicon?.match(this.#text, this.#at);
      const char = this.#plain.charAt(this.#at);
      if (own !== undefined) this.#spoken(own.symbols, own.end);
      else if (isHan(char)) this.#say(char, this.#at, this.#at + 1);
      else if (!(this.#number(char) || this.#markup(char) || this.#mark(char))) this.#other();
    }
    return this.#parts;
  }

  /** Adds characters that are read from a stretch of the text, in groups with spaces between; goes on behind it. */
  #say(chars: string, start: number, end: number): void {
    for (const written of chars) {
      if (written === " ") this.#part();
      else this.#run().push({ written, start, end });
    }
    this.#at = end;
  }

  /** The run that characters are being added to. */
  #run(): SourceChar[] {
    const last = this.#parts.at(-1);
    if (last?.kind === "run") return last.chars;
    const chars: SourceChar[] = [];
    this.#parts.push({ kind: "run", chars });
    return chars;
  }

  /** Ends the run: words don't reach over what stands here. */
  #part(): void {
    if (this.#parts.at(-1)?.kind === "run") this.#parts.push({ kind: "marks", marks: "" });
  }

  #number(char: string): boolean {
    if (!MAY_BE_NUMBER.test(char)) return false;
    const before = this.#plain.slice(Math.max(0, this.#at - SURROUNDINGS_CHARS), this.#at);
    for (const { pattern, say } of RULES) {
      pattern.lastIndex = this.#at;
      const match = pattern.exec(this.#plain);
      if (match === null) continue;
      const end = this.#at + match[0].length;
      const after = this.#plain.slice(end, end + SURROUNDINGS_CHARS);
      const said = say(match, { before, after });
      if (said === undefined) continue;
      this.#say(said, this.#at + match[0].search(/\S/), end);
      return true;
    }
    return false;
  }

  /** Refuses SSML, drops other tags. */
  #markup(char: string): boolean {
    if (char !== "<") return false;
    SSML.lastIndex = this.#at;
    if (SSML.test(this.#plain)) throw markupNotSpoken();
    TAG.lastIndex = this.#at;
    const tag = TAG.exec(this.#plain);
    this.#pass(tag?.[0].length ?? 1);
    return true;
  }

  #mark(char: string): boolean {
    const mark = char === '"' ? this.#straightQuote() : markOf(char);
    if (mark === undefined) return false;
    this.#parts.push({ kind: "marks", marks: mark });
    this.#at++;
    return true;
  }

  /** Straight quotes open and close in turn. */
  #straightQuote(): string {
    this.#quoteIsOpen = !this.#quoteIsOpen;
    return this.#quoteIsOpen ? "“" : "”";
  }

  /** Letters, signs that have a name, and everything that is passed over. */
  #other(): void {
    const start = this.#at;
    const word = signWord(this.#plain.charAt(start));
    if (word !== undefined) {
      this.#say(word, start, start + 1);
      return;
    }
    LETTERS.lastIndex = start;
    const letters = LETTERS.exec(this.#plain)?.[0];
    if (letters !== undefined) this.#letters(letters);
    else this.#pass(1);
  }

  #letters(run: string): void {
    // The pattern takes Chinese characters, too, that stand behind letters.
    const han = Array.from(run).findIndex(isHan);
    const letters = han < 0 ? run : Array.from(run).slice(0, han).join("");
    const folded = foldWord(letters);
    if (folded.kind === "foreign") {
      if (/\p{Script=Han}/u.test(letters)) throw rareCharacter();
      throw foreignScript(folded.script, this.#languages);
    }
    this.#spoken(spellLetters(folded.letters), this.#at + letters.length);
  }

  #spoken(symbols: string, end: number): void {
    this.#parts.push({ kind: "spoken", symbols, start: this.#at, end });
    this.#at = end;
  }

  /** Goes on behind what is not read. */
  #pass(length: number): void {
    this.#at += length;
    this.#part();
  }
}

/** The error for a Chinese character that has no reading here. */
export function rareCharacter(): SottoError {
  return unspeakable(
    "The text has a Chinese character that is too rare to be read: write another one, or its symbols in [[…]].",
    "characters with a reading, of U+3400 to U+9FFF",
  );
}
