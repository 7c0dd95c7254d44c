import { HOMOGRAPH_RULES } from "./homograph-rules.js";
import { TaggedSentence } from "./tagged-sentence.js";
import type { Tagger } from "./tagger.js";
import { nounOrVerb } from "./verb-rules.js";

/**
 * Finds the parts of speech of a sentence's words and marks: the perceptron's, corrected by rules for words that sound
 * different by them.
 * @param isHomograph whether a word in lower case reads differently as a noun and as a verb
 */
export function partsOfSpeech(
  words: readonly string[],
  tagger: Tagger,
  isHomograph: (word: string) => boolean,
): readonly string[] {
  const sentence = new TaggedSentence(words, tagger.tag(words));
  for (const [at, word] of sentence.words.entries()) {
    if (words[at] === "A" && isLetterA(sentence, words, at)) sentence.tags[at] = "NN";
    const rule = HOMOGRAPH_RULES.get(word);
    const found =
      rule?.(sentence, at) ?? (isHomograph(word) ? nounOrVerb(sentence, at) : undefined);
    if (found !== undefined) sentence.tags[at] = found;
  }
  return sentence.tags;
}

/** "Plan A": a capital inside a sentence, and no title in capitals. */
function isLetterA(sentence: TaggedSentence, words: readonly string[], at: number): boolean {
  const next = words[at + 1] ?? "";
  const inside = at > 0 && !sentence.is(at - 1, ", .");
  return inside && !/^\p{Lu}/u.test(next);
}
