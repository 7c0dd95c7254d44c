/** A sentence's words and marks with their parts of speech, for rules that look around. */
export class TaggedSentence {
  /** In lower case. */
  readonly words: readonly string[];
  /** Penn tags; rules may change them. */
  readonly tags: string[];

  constructor(words: readonly string[], tags: readonly string[]) {
    this.words = words.map((word) => word.toLowerCase());
    this.tags = [...tags];
  }

  /** The word at `at`; empty beyond the ends. */
  word(at: number): string {
    return this.words[at] ?? "";
  }

  /** The tag at `at`; empty beyond the ends. */
  tag(at: number): string {
    return this.tags[at] ?? "";
  }

  /** Whether the tag at `at` is one of `tags`, written with spaces between them. */
  is(at: number, tags: string): boolean {
    const tag = this.tag(at);
    return tag !== "" && tags.split(" ").includes(tag);
  }

  /** Whether the tag at `at` is a verb's. */
  isVerb(at: number): boolean {
    return this.tag(at).startsWith("VB") || this.tag(at) === "MD";
  }

  /** Where the nearest word before `at` stands that is no adverb ("often", "not"). */
  beforeAdverbs(at: number): number {
    let index = at - 1;
    while (index >= 0 && (this.tag(index) === "RB" || this.word(index) === "not")) index--;
    return index;
  }

  /** Whether any of the words is one of `set`. */
  some(set: ReadonlySet<string>): boolean {
    return this.words.some((word) => set.has(word));
  }
}

/** A set of words that are written with spaces between them. */
export function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}
