/** What stands around a match, for rules that depend on it. */
export interface Surroundings {
  /** The characters before the match, as many as rules look at. */
  readonly before: string;
  /** The characters after it, as many as rules look at. */
  readonly after: string;
}

/**
 * One way of writing something that is not written as it is spoken. Rules are tried in order at each position of the
 * text (with full-width forms made plain); the first that fits is spoken.
 */
export interface WrittenRule {
  /** Sticky; takes time linear in the text's length. */
  readonly pattern: RegExp;
  /** What is said, in simplified characters; undefined where it is no match after all. */
  readonly say: (match: RegExpExecArray, around: Surroundings) => string | undefined;
}

/** Marks a 一 of digits and ordinals, that is always yī, whatever follows: a character for private use. */
export const PLAIN_ONE = "\uE001";

/** Keeps each 一 of digits and ordinals as it is (一九八一, 二十一); before 百 and the like it is an ordinary one. */
export function plainOnes(said: string): string {
  return said.replaceAll(/一(?![百千万亿])/g, PLAIN_ONE);
}
