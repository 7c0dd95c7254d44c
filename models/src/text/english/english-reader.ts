import type { SymbolText } from "../symbol-text.js";
import type { UserLexicon } from "../user-lexicon.js";
import { assemble } from "./assemble.js";
import { Lexicon } from "./lexicon.js";
import { DATE_RULES } from "./rules/date-rules.js";
import { MARKUP_RULES } from "./rules/markup-rules.js";
import { MONEY_RULES } from "./rules/money-rules.js";
import { NUMBER_RULES } from "./rules/number-rules.js";
import type { Reading, ReadingRule } from "./rules/reading-rule.js";
import { ROMAN_RULES } from "./rules/roman-rules.js";
import { LEADING_SIGN_RULES, SIGN_RULES } from "./rules/sign-rules.js";
import { WORD_RULES } from "./rules/word-rules.js";
import { partsOfSpeech } from "./tagging/part-of-speech-finder.js";
import { Tagger } from "./tagging/tagger.js";
import { type Token, TokenList } from "./token.js";
import { TokenReader } from "./token-reader.js";
import { UnknownWords } from "./unknown-words.js";
import { WordReader } from "./word-reader.js";

const RULES: readonly ReadingRule[] = [
  ...LEADING_SIGN_RULES,
  ...MARKUP_RULES,
  ...DATE_RULES,
  ...MONEY_RULES,
  ...NUMBER_RULES,
  ...ROMAN_RULES,
  ...WORD_RULES,
  ...SIGN_RULES,
];

/** What an {@link EnglishReader} may be given. */
export interface EnglishReaderOptions {
  /** The user's own words. */
  readonly lexicon?: UserLexicon | undefined;
  /** The languages that error messages name. */
  readonly languages?: readonly string[];
}

/** Reads stretches of English text as Kokoro's symbols. Holds no native resource; free to share within a thread. */
export class EnglishReader {
  readonly #lexicon: Lexicon;
  readonly #tagger: Tagger;
  readonly #tokens: TokenReader;
  readonly #options: EnglishReaderOptions;

  private constructor(lexicon: Lexicon, tagger: Tagger, options: EnglishReaderOptions) {
    this.#lexicon = lexicon;
    this.#tagger = tagger;
    this.#options = options;
    const words = new WordReader(lexicon);
    this.#tokens = new TokenReader(words, UnknownWords.load(words));
  }

  /**
   * Loads lexicon, tagger and letter network from the package: about 50 ms and 8 MB.
   * @throws SottoError MODEL_UNUSABLE where one of their files is missing or damaged.
   */
  static load(options: EnglishReaderOptions = {}): EnglishReader {
    return new EnglishReader(Lexicon.load(), Tagger.load(), options);
  }

  /**
   * Reads a stretch of bounded length, in linear time. Every letter and digit is spoken or refused; stray signs and
   * emoji are passed over. Where there is nothing to say, the result has no words (but may have marks of punctuation).
   * @throws SottoError UNSPEAKABLE_TEXT for words of another script and for SSML.
   */
  read(text: string): SymbolText {
    const { tokens } = this.#tokenise(text);
    return assemble(this.#tokens.read(tokens, this.#tagAll(tokens)));
  }

  /** Whether the lexicon has a word of the letters a to z. */
  isListed(word: string): boolean {
    return this.#lexicon.has(word);
  }

  #tokenise(text: string): TokenList {
    const reading: Reading = {
      text,
      tokens: new TokenList(),
      lexicon: this.#options.lexicon,
      isListed: (word) => this.#lexicon.has(word),
      languages: this.#options.languages ?? ["English"],
      shouted: !/\p{Ll}/u.test(text) && /\p{Lu}\s+\p{Lu}/u.test(text),
    };
    let at = 0;
    while (at < text.length) at = readAt(at, reading);
    return reading.tokens;
  }

  /** Tags sentence by sentence. */
  #tagAll(tokens: readonly Token[]): string[] {
    const tags: string[] = [];
    const isHomograph = (word: string): boolean => typeof this.#lexicon.gold(word) === "object";
    const flush = (): void => {
      tags.push(...partsOfSpeech(sentence, this.#tagger, isHomograph));
      sentence = [];
    };
    let sentence: string[] = [];
    for (const token of tokens) {
      sentence.push(token.kind === "symbols" ? "word" : token.text);
      if (token.kind === "mark" && ".!?…".includes(token.text)) flush();
    }
    flush();
    return tags;
  }
}

/** Reads what stands at `at`; returns where to go on. */
function readAt(at: number, reading: Reading): number {
  const own = reading.lexicon?.match(reading.text, at);
  if (own !== undefined) {
    reading.tokens.symbols(own.symbols, at, own.end);
    return own.end;
  }
  for (const { pattern, read } of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(reading.text);
    if (match !== null && read(match, reading)) return at + match[0].length;
  }
  // The last rule takes any character; only an empty match could bring us here.
  return at + 1;
}
