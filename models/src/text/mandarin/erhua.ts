import type { ReadWord } from "./read-word.js";

/** Words whose 儿 is a child or a son, and a syllable of its own. */
const CHILDREN = /(?:[女婴幼孤胎小男健宠弃生育患少孩产托婴新病混血幸娇妻养侄孙][儿兒]|^[儿兒])$/;

/** Whether a 儿 that was cut off as a word is the ending of the word before it. */
export function isErhuaOf(before: string | undefined, word: string): boolean {
  return word === "儿" && before !== undefined && !CHILDREN.test(`${before.slice(-1)}儿`);
}

/**
 * Makes the 儿 of erhua a bare r-colour behind its syllable, without a tone: 花儿, 一点儿. In 女儿 and the like it stays
 * what it is.
 */
export function applyErhua(words: readonly ReadWord[]): void {
  for (const word of words) {
    const last = word.syllables.at(-1);
    if (last === undefined || word.text.length < 2) continue;
    if (!word.text.endsWith("儿") || CHILDREN.test(word.text.slice(-2))) continue;
    last.base = "er";
    last.tone = 5;
  }
}
