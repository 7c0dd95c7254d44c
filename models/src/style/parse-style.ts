import { SottoError } from "@sotto/proto/error";
import { StyleClause, type StyleWish } from "./style-clause.js";
import { addStyleWord, clampStyle, NEUTRAL_STYLE, type StyleControls } from "./style-controls.js";
import { stylePhrases } from "./style-phrases.js";
import { unsupportedStyle, whisperHasNoPitch } from "./unsupported-style.js";

/** The longest style text, in UTF-16 units. */
export const STYLE_CHARS_MAX = 200;

/**
 * Reads a style in English or Chinese words as controls: "a bit slower and much livelier", "lower volume",
 * "用更慢、更低沉的声音说", "别太快". Every word must be understood: nothing is ignored, and nothing is ever read aloud.
 * Needs no model. The empty text is {@link NEUTRAL_STYLE}.
 *
 * @param styles the words that the voice has (`ModelDescription.styles`), of `ALL_STYLE_WORDS`.
 * @throws SottoError UNSUPPORTED_STYLE (field `config.style`) listing `styles`; INVALID_FIELD for a text longer than
 * {@link STYLE_CHARS_MAX}.
 */
export function parseStyle(text: string, styles: readonly string[]): StyleControls {
  if (text.length > STYLE_CHARS_MAX) {
    throw SottoError.invalidField("config.style", `at most ${STYLE_CHARS_MAX} characters`);
  }
  if (text.trim() === "") return NEUTRAL_STYLE;
  const wishes = styleWishes(text);
  if (wishes === undefined || wishes.length === 0) throw unsupportedStyle(text, styles);
  let controls = NEUTRAL_STYLE;
  for (const { word, degree } of wishes) {
    if (!styles.includes(word)) throw unsupportedStyle(text, styles);
    controls = addStyleWord(controls, word, degree);
  }
  const hasPitch = controls.pitchSemitones !== 0 || controls.rangeFactor !== 1;
  if (controls.whisper && hasPitch) throw whisperHasNoPitch(text);
  return clampStyle(controls);
}

/** All that the text asks for; `undefined` where a part of it isn't understood. */
function styleWishes(text: string): StyleWish[] | undefined {
  const clauses = [new StyleClause()];
  for (const phrase of stylePhrases(text)) {
    if (phrase === undefined) return undefined;
    if (phrase.kind === "break") clauses.push(new StyleClause());
    else clauses.at(-1)?.add(phrase);
  }
  const wishes = clauses.map((clause) => clause.wishes());
  if (wishes.includes(undefined)) return undefined;
  return wishes.flatMap((some) => some ?? []);
}
