import type { Context, ContextRules } from "./context-rule.js";
import { FREQUENT_POLYPHONES } from "./frequent-polyphones.js";
import { OTHER_POLYPHONES } from "./other-polyphones.js";
import type { ReadWord } from "./read-word.js";
import type { Syllable } from "./syllable-symbols.js";
import { parseSyllable } from "./syllable-symbols.js";

const RULES: ContextRules = { ...FREQUENT_POLYPHONES, ...OTHER_POLYPHONES };

/** Traditional characters that tell what their simplified forms leave open. */
const TRADITIONAL: Readonly<Partial<Record<string, string>>> = {
  髮: "fa4",
  發: "fa1",
  幹: "gan4",
  乾: "gan1",
};

/**
 * Sets the readings of characters that are no part of a listed word by what stands around them. `words` are those of one
 * phrase.
 */
export function readByContext(words: readonly ReadWord[]): void {
  const phrase = words.map((word) => word.text).join("");
  let at = 0;
  words.forEach((word, index) => {
    if (word.text.length === 1 || !word.isListed) {
      const previous = words[index - 1]?.text ?? "";
      const next = words[index + 1]?.text ?? "";
      word.syllables.forEach((syllable, offset) => {
        const before = phrase.slice(Math.max(0, at + offset - CONTEXT_CHARS), at + offset);
        const after = phrase.slice(at + offset + 1, at + offset + 1 + CONTEXT_CHARS);
        const told = TRADITIONAL[word.chars[offset]?.written ?? ""];
        const context = { previous, next, before, after };
        const reading =
          told === undefined ? readingOf(word.text.charAt(offset), context) : parseSyllable(told);
        if (reading !== undefined) Object.assign(syllable, reading);
      });
    }
    at += word.text.length;
  });
}

function readingOf(char: string, context: Context): Syllable | undefined {
  const rules = Object.hasOwn(RULES, char) ? RULES[char] : undefined;
  const found = rules?.find(({ fits }) => fits(context));
  return found === undefined ? undefined : parseSyllable(found.reading);
}

/** Characters on either side that rules look at. */
const CONTEXT_CHARS = 10;
