import type { Syllable } from "./syllable-symbols.js";
import type { SourceChar } from "./written-text.js";

/** A syllable of a word; rules change its reading. */
export type ReadSyllable = { -readonly [Key in keyof Syllable]: Syllable[Key] };

/** A Chinese word with its reading, a syllable for each character. */
export interface ReadWord {
  /** In simplified characters. */
  readonly text: string;
  readonly chars: readonly SourceChar[];
  readonly syllables: readonly ReadSyllable[];
  /** Whether the lists have it, so that its reading is known. */
  readonly isListed: boolean;
}
