/**
 * Whether a text holds anything that could be spoken: a letter or a digit outside tags. A cheap check that needs no
 * model, for dropping what stands between sentences; linear in the text's length. Text that passes may still be
 * unspeakable for a model (another script).
 */
export function hasSpeakableText(text: string): boolean {
  return SPEAKABLE.test(text.includes("<") ? text.replace(TAG, " ") : text);
}

const SPEAKABLE = /[\p{L}\p{N}]/u;

/** A tag, and a comment: neither may hold another `<`, which keeps the search linear. */
const TAG = /<[/!?]?[A-Za-z-][^<>]*>/g;
