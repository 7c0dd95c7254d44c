import { SottoError } from "@sotto/proto/error";

/** An UNSPEAKABLE_TEXT error: `limit` is the rule that the text breaks. It never quotes the text. */
export function unspeakable(message: string, limit: string): SottoError {
  return new SottoError("UNSPEAKABLE_TEXT", message, { field: "text", limit });
}

/** The error for text in a script that the front end for `languages` can't read. */
export function foreignScript(script: string, languages: readonly string[]): SottoError {
  const list = languages.join(", ");
  return unspeakable(
    `The text has words in another script (${script}); this voice speaks: ${list}.`,
    `text in ${list}`,
  );
}

/** The error for text without anything to say. */
export function nothingToSay(): SottoError {
  return unspeakable("The text holds nothing to say: send at least one word.", "at least one word");
}

/** The error for speech markup. */
export function markupNotSpoken(): SottoError {
  return unspeakable(
    "SSML markup is not understood: send plain text, and use `speed` and `style`.",
    "plain text without SSML",
  );
}
