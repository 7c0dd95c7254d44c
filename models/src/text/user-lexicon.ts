import { SottoError } from "@sotto/proto/error";
import { unknownSymbolAt } from "./symbol-vocabulary.js";

/** Largest lexicon that is read. */
export const USER_LEXICON_BYTES_MAX = 1 << 20;
/** Most words of a lexicon. */
export const USER_LEXICON_WORDS_MAX = 20_000;
/** Longest word, or row of words, in UTF-16 units. */
export const USER_WORD_CHARS_MAX = 64;
/** Longest reading of one. */
export const USER_SYMBOLS_MAX = 200;

/** A word of the user's, found in a text. */
export interface UserWord {
  /** Where it ends, exclusive. */
  readonly end: number;
  /** How it is read, in Kokoro's symbols. */
  readonly symbols: string;
}

/** Where the format of a lexicon is broken: everything but the line number is a fixed text. */
const FIELD = "lexicon";

/**
 * Words that a user wants read in their own way. The file is UTF-8, one `word<TAB>symbols` a line; the word may be
 * several, with single spaces between them; a line that begins with `#` is a comment. Matching ignores case and the
 * kind of apostrophe. Of two lines for one word the last holds.
 */
export class UserLexicon {
  readonly #readings: ReadonlyMap<string, string>;
  /** Lengths of the words, longest first. */
  readonly #lengths: readonly number[];

  private constructor(readings: ReadonlyMap<string, string>) {
    this.#readings = readings;
    const lengths = new Set(Array.from(readings.keys(), (word) => word.length));
    this.#lengths = [...lengths].sort((a, b) => b - a);
  }

  /**
   * Reads a lexicon from the bytes or the text of its file.
   * @throws SottoError INVALID_FIELD naming the line and the limit that is broken.
   */
  static parse(file: Uint8Array | string): UserLexicon {
    const text = decode(file);
    const readings = new Map<string, string>();
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      if (line.trim() === "" || line.startsWith("#")) continue;
      const [word, symbols] = parseLine(line, index + 1);
      readings.set(word, symbols);
      if (readings.size > USER_LEXICON_WORDS_MAX) {
        throw broken(index + 1, `at most ${USER_LEXICON_WORDS_MAX} words`);
      }
    }
    return new UserLexicon(readings);
  }

  /** How many words there are. */
  get size(): number {
    return this.#readings.size;
  }

  /**
   * The longest word that stands at `at`. Letters and digits of scripts with spaces between words must not go on before
   * or after it; Han and kana may. Takes time by the longest word, not by the size of the lexicon.
   */
  match(text: string, at: number): UserWord | undefined {
    if (this.#lengths.length === 0) return undefined;
    const window = normal(text.slice(at, at + USER_WORD_CHARS_MAX));
    for (const length of this.#lengths) {
      const symbols = this.#readings.get(window.slice(0, length));
      if (symbols === undefined || length > window.length) continue;
      const end = at + length;
      if (!goesOn(text, at) && !goesOn(text, end)) return { end, symbols };
    }
    return undefined;
  }

  /** `text` with a space in the place of each of its words. */
  without(text: string): string {
    let rest = "";
    for (let at = 0; at < text.length; ) {
      const found = this.match(text, at);
      rest += found === undefined ? text.charAt(at) : " ";
      at = found?.end ?? at + 1;
    }
    return rest;
  }
}

/** Whether a spaced script's word goes on from the character before `at` to the one behind it. */
function goesOn(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 2), at);
  const after = text.slice(at, at + 2);
  return SPACED_END.test(before) && SPACED_START.test(after);
}

const SPACED_END = /(?=[\p{L}\p{N}\p{M}])[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;
const SPACED_START =
  /^(?=[\p{L}\p{N}\p{M}])[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Lower case unit by unit, so that lengths stay; one kind of apostrophe and of space. */
function normal(text: string): string {
  let result = "";
  for (const unit of text.split("")) {
    const lower = unit.toLowerCase();
    result += lower.length === 1 ? lower : unit;
  }
  return result.replace(/[’‘ʼ]/g, "'").replace(/\s/g, " ");
}

function decode(file: Uint8Array | string): string {
  const bytes = typeof file === "string" ? Buffer.byteLength(file) : file.length;
  if (bytes > USER_LEXICON_BYTES_MAX) {
    throw SottoError.invalidField(FIELD, `at most ${USER_LEXICON_BYTES_MAX} bytes`);
  }
  if (typeof file === "string") return file.replace(/^\ufeff/, "");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file);
  } catch {
    throw SottoError.invalidField(FIELD, "UTF-8 text");
  }
}

function parseLine(line: string, number: number): readonly [string, string] {
  const parts = line.split("\t");
  if (parts.length !== 2) throw broken(number, "`word`, one tab, `symbols`");
  const word = normal(parts[0] ?? "").trim();
  const symbols = (parts[1] ?? "").trim();
  if (!/[\p{L}\p{N}]/u.test(word) || / {2}/.test(word)) {
    throw broken(number, "a word, or words with single spaces between them, before the tab");
  }
  if (word.length > USER_WORD_CHARS_MAX) {
    throw broken(number, `at most ${USER_WORD_CHARS_MAX} characters in a word`);
  }
  if (symbols === "" || symbols.length > USER_SYMBOLS_MAX) {
    throw broken(number, `1 to ${USER_SYMBOLS_MAX} symbols for a word`);
  }
  const wrong = unknownSymbolAt(symbols);
  if (wrong >= 0) throw broken(number, `Kokoro's symbols only (symbol ${wrong + 1} is none)`);
  return [word, symbols];
}

function broken(line: number, limit: string): SottoError {
  const rule = `${limit} (line ${line})`;
  return new SottoError(
    "INVALID_FIELD",
    `The lexicon's line ${line} is wrong: it takes ${limit}.`,
    {
      field: FIELD,
      limit: rule,
    },
  );
}
