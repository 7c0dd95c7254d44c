import { weakenCompound } from "./compounds.js";
import { withS } from "./suffixes.js";
import type { Token } from "./token.js";
import type { UnknownWords } from "./unknown-words.js";
import { AT_END, contextBefore, type WordContext } from "./word-context.js";
import type { WordReader } from "./word-reader.js";

/** A token with the symbols it came to. */
export interface ReadToken {
  readonly token: Token;
  readonly symbols: string;
}

/** Most parts of a compound that are looked up as one word. */
const COMPOUND_PARTS_MAX = 6;

/** Reads tokens from the last to the first, because weak forms depend on the sound that follows. */
export class TokenReader {
  readonly #words: WordReader;
  readonly #unknown: UnknownWords;

  constructor(words: WordReader, unknown: UnknownWords) {
    this.#words = words;
    this.#unknown = unknown;
  }

  /** The symbols of each token; `tags` are their parts of speech. */
  read(tokens: readonly Token[], tags: readonly string[]): ReadToken[] {
    const backwards: ReadToken[] = [];
    let context = AT_END;
    let end = tokens.length;
    while (end > 0) {
      let begin = end - 1;
      while (begin > 0 && tokens[begin]?.glued === true) begin--;
      const group = this.#readGroup(tokens.slice(begin, end), tags.slice(begin, end), context);
      context = group.context;
      backwards.push(...group.read.reverse());
      end = begin;
    }
    return backwards.reverse();
  }

  /** Reads a compound, or a single token. */
  #readGroup(
    tokens: readonly Token[],
    tags: readonly string[],
    after: WordContext,
  ): { read: ReadToken[]; context: WordContext } {
    const read: ReadToken[] = [];
    let context = after;
    let end = tokens.length;
    while (end > 0) {
      const { begin, symbols } = this.#readLongest(tokens, tags, end, context);
      const token = merged(tokens.slice(begin, end));
      context = contextBefore(symbols, /^(?:to|To|TO)$/.test(token.text), context);
      read.push({ token, symbols });
      end = begin;
    }
    read.reverse();
    if (read.length > 1) {
      const parts = read.map(({ symbols }) => symbols);
      weakenCompound(parts, read[0]?.token.text.length === 1);
      return {
        read: read.map(({ token }, index) => ({ token, symbols: parts[index] ?? "" })),
        context,
      };
    }
    return { read, context };
  }

  /** The longest run of parts before `end` that is one listed word ("well-known"), or the last part alone. */
  #readLongest(
    tokens: readonly Token[],
    tags: readonly string[],
    end: number,
    context: WordContext,
  ): { begin: number; symbols: string } {
    for (let begin = Math.max(0, end - COMPOUND_PARTS_MAX); begin < end - 1; begin++) {
      const part = merged(tokens.slice(begin, end));
      const symbols = this.#words.read(part.text, tags[end - 1] ?? "", context);
      if (symbols !== undefined) return { begin, symbols };
    }
    const last = tokens[end - 1];
    const symbols = last === undefined ? "" : this.#readToken(last, tags[end - 1] ?? "", context);
    return { begin: end - 1, symbols };
  }

  /** Names of letters, perhaps with a possessive -s. */
  #spell(text: string): string {
    const [letters = ""] = text.split("'");
    const names = this.#words.spell(letters) ?? "";
    return letters === text ? names : withS(names);
  }

  #readToken({ kind, text }: Token, tag: string, context: WordContext): string {
    switch (kind) {
      case "mark":
      case "symbols":
        return text;
      case "letters":
        return this.#spell(text);
      case "word":
        if (this.#unknown.isSaid(text)) return this.#unknown.read(text);
        return this.#words.read(text, tag, context) ?? this.#unknown.read(text);
    }
  }
}

/** Parts of a compound as one token. */
function merged(tokens: readonly Token[]): Token {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined || first === last) return first ?? NO_TOKEN;
  let text = first.text;
  for (const [index, token] of tokens.slice(1).entries()) {
    const before = tokens[index];
    text += (before !== undefined && token.start > before.end ? "-" : "") + token.text;
  }
  return { ...first, text, end: last.end };
}

const NO_TOKEN: Token = { kind: "mark", text: "", start: 0, end: 0, space: false, glued: false };
