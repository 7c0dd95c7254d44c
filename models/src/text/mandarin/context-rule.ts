/** What stands around a character in its phrase. */
export interface Context {
  /** The words before and after its word; empty at the phrase's ends. */
  readonly previous: string;
  readonly next: string;
  /** The characters before and after it, as many as rules look at. */
  readonly before: string;
  readonly after: string;
}

/** A reading of a character by its context. */
export interface ContextRule {
  /** Pinyin with its tone as a digit. */
  readonly reading: string;
  readonly fits: (context: Context) => boolean;
}

/** Rules by character, simplified; of those of one character the first that fits is taken. */
export type ContextRules = Readonly<Record<string, readonly ContextRule[]>>;

/** A rule by what follows and what precedes, as patterns; each may be left out. */
export function rule(reading: string, after?: RegExp, before?: RegExp): ContextRule {
  return {
    reading,
    fits: (context) =>
      (after === undefined || after.test(context.after)) &&
      (before === undefined || before.test(context.before)),
  };
}
