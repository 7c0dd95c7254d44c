import { SottoError } from "@sotto/proto/error";
import {
  addStyleWord,
  clampStyle,
  NEUTRAL_STYLE,
  STYLE_WORDS,
  type StyleControls,
  type StyleDegree,
  type StyleWord,
} from "./style-controls.js";
import { HAN_PHRASE_CHARS_MAX, STYLE_LEXICON, type StylePhrase } from "./style-lexicon.js";

/** The longest style text, in UTF-16 units. */
export const STYLE_CHARS_MAX = 200;

/**
 * Reads a style in English or simple Chinese words ("a bit slower and much livelier", "请说慢一点") as controls. Every
 * word must be understood: nothing is ignored, and nothing is ever read aloud. Needs no model. The empty text is
 * {@link NEUTRAL_STYLE}.
 *
 * @param styles the words that the voice has (`ModelDescription.styles`), of {@link STYLE_WORDS}.
 * @throws SottoError UNSUPPORTED_STYLE (field `config.style`) listing `styles`; INVALID_FIELD for a text longer than
 * {@link STYLE_CHARS_MAX}.
 */
export function parseStyle(text: string, styles: readonly string[]): StyleControls {
  if (text.length > STYLE_CHARS_MAX) {
    throw SottoError.invalidField("config.style", `at most ${STYLE_CHARS_MAX} characters`);
  }
  if (text.trim() === "") return NEUTRAL_STYLE;
  const wanted: { word: StyleWord; degree: StyleDegree }[] = [];
  let before: StyleDegree | undefined;
  // In "慢一点" and "slower, a lot" the degree follows its word; it is then still within reach of the last one.
  let open: { word: StyleWord; degree: StyleDegree } | undefined;
  for (const phrase of phrasesOf(text)) {
    if (phrase === undefined) throw unsupportedStyle(styles);
    if (phrase.kind === "degree") {
      if (open === undefined) before = combine(before, phrase.degree);
      else open.degree = phrase.degree;
    } else if (phrase.kind === "control") {
      open = { word: phrase.word, degree: before ?? "plain" };
      wanted.push(open);
      before = undefined;
    } else if (phrase.kind === "break") {
      open = undefined;
      before = undefined;
    }
  }
  if (wanted.length === 0) throw unsupportedStyle(styles);
  let controls = NEUTRAL_STYLE;
  for (const { word, degree } of wanted) {
    if (!styles.includes(word)) throw unsupportedStyle(styles);
    controls = addStyleWord(controls, word, degree);
  }
  return clampStyle(controls);
}

/** "much more" is strong and "a little more" slight: the first word that isn't plain decides. */
function combine(before: StyleDegree | undefined, next: StyleDegree): StyleDegree {
  return before === undefined || before === "plain" ? next : before;
}

/** The phrases of a style text in order; `undefined` for one that nobody knows. */
function* phrasesOf(text: string): Generator<StylePhrase | undefined> {
  for (const [token] of text
    .normalize("NFKC")
    .toLowerCase()
    .matchAll(/\p{Script=Han}+|[\p{L}\p{M}\p{N}']+|[^\s]/gu)) {
    if (/^\p{Script=Han}/u.test(token)) yield* hanPhrases(token);
    else yield STYLE_LEXICON.get(token);
  }
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

function unsupportedStyle(styles: readonly string[]): SottoError {
  const known = STYLE_WORDS.filter((word) => styles.includes(word));
  if (known.length === 0) {
    return new SottoError("UNSUPPORTED_STYLE", "This voice takes no style; leave it empty.", {
      field: "config.style",
      limit: "empty",
    });
  }
  const list = known.join(", ");
  return new SottoError(
    "UNSUPPORTED_STYLE",
    `The voice can't do this style. It can: ${list}; each also with "a bit" or "much".`,
    { field: "config.style", limit: `words of: ${list}` },
  );
}
