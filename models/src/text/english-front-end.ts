import type { PhonemeTable } from "./phoneme-table.js";
import { Pronouncer } from "./pronouncer.js";
import type { PronunciationDictionary } from "./pronunciation-dictionary.js";
import { DATE_RULES } from "./rules/date-rules.js";
import { MARKUP_RULES } from "./rules/markup-rules.js";
import { NUMBER_RULES } from "./rules/number-rules.js";
import type { Reading, ReadingRule } from "./rules/reading-rule.js";
import { LEADING_SIGN_RULES, SIGN_RULES } from "./rules/sign-rules.js";
import { WORD_RULES } from "./rules/word-rules.js";
import { hasSpeakableText } from "./speakable.js";
import { SpokenText } from "./spoken-text.js";
import { nothingToSay } from "./unspeakable.js";

const RULES: readonly ReadingRule[] = [
  ...LEADING_SIGN_RULES,
  ...MARKUP_RULES,
  ...DATE_RULES,
  ...NUMBER_RULES,
  ...WORD_RULES,
  ...SIGN_RULES,
];

/** Reads English text as phones: what is a word, how numbers and signs are read, how words are pronounced. */
export class EnglishFrontEnd {
  readonly #table: PhonemeTable;
  readonly #pronouncer: Pronouncer;
  readonly #languages: readonly string[];

  constructor(
    table: PhonemeTable,
    dictionary: PronunciationDictionary,
    languages: readonly string[],
  ) {
    this.#table = table;
    this.#pronouncer = new Pronouncer(table, dictionary);
    this.#languages = languages;
  }

  /**
   * Reads a text of bounded length. Every word is either spoken or refused; stray signs and emoji are passed over.
   * @throws SottoError UNSPEAKABLE_TEXT for words of another script, SSML, malformed `[[phonemes]]`, or where there is
   * nothing to say.
   */
  read(text: string): SpokenText {
    if (!hasSpeakableText(text)) throw nothingToSay();
    const spoken = new SpokenText();
    const reading: Reading = {
      text,
      spoken,
      pronouncer: this.#pronouncer,
      table: this.#table,
      languages: this.#languages,
      shouted: !/\p{Ll}/u.test(text) && /\p{Lu}\s+\p{Lu}/u.test(text),
    };
    let at = 0;
    while (at < text.length) at = readAt(at, reading);
    if (spoken.words.length === 0) throw nothingToSay();
    return spoken;
  }
}

/** Reads what stands at `at`; returns where to go on. */
function readAt(at: number, reading: Reading): number {
  for (const { pattern, read } of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(reading.text);
    if (match !== null && read(match, reading)) return at + match[0].length;
  }
  // The last rule takes any character; only an empty match could bring us here.
  return at + 1;
}
