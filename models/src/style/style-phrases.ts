import {
  HAN_PHRASE_CHARS_MAX,
  PHRASE_WORDS_MAX,
  STYLE_LEXICON,
  type StylePhrase,
} from "./style-lexicon.js";

/** A run of Han characters, a word, or a sign. */
const TOKENS = /\p{Script=Han}+|[\p{L}\p{M}\p{N}']+|[^\s]/gu;

/** A hyphen within a word. */
const HYPHEN = /(?<=\p{L})-(?=\p{L})/gu;

/**
 * The phrases of a style text in order, each the longest that fits; `undefined` for one that nobody knows. Linear in the
 * text's length.
 */
export function* stylePhrases(text: string): Generator<StylePhrase | undefined> {
  const plain = text.normalize("NFKC").toLowerCase().replace(HYPHEN, " ");
  const tokens = plain.match(TOKENS) ?? [];
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at] ?? "";
    if (/^\p{Script=Han}/u.test(token)) {
      yield* hanPhrases(token);
      at += 1;
    } else {
      const words = phraseWords(tokens, at);
      yield STYLE_LEXICON.get(tokens.slice(at, at + words).join(" "));
      at += words;
    }
  }
}

/** How many words the longest phrase at `at` has; 1 where there is none. */
function phraseWords(tokens: readonly string[], at: number): number {
  for (let words = PHRASE_WORDS_MAX; words > 1; words--) {
    if (STYLE_LEXICON.has(tokens.slice(at, at + words).join(" "))) return words;
  }
  return 1;
}

/** Splits a run of Han characters, which has no spaces, by the longest phrase that fits. */
function* hanPhrases(run: string): Generator<StylePhrase | undefined> {
  let at = 0;
  while (at < run.length) {
    const length = longestPhrase(run, at);
    yield length === 0 ? undefined : STYLE_LEXICON.get(run.slice(at, at + length));
    at += Math.max(1, length);
  }
}

function longestPhrase(run: string, at: number): number {
  for (let length = HAN_PHRASE_CHARS_MAX; length > 0; length--) {
    if (STYLE_LEXICON.has(run.slice(at, at + length))) return length;
  }
  return 0;
}
