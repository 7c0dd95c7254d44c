import { OPPOSITE_WORDS, type StyleDegree, type StyleWord } from "./style-controls.js";
import type { StylePhrase, StyleSubject } from "./style-lexicon.js";

/** One thing that a style asks for. */
export interface StyleWish {
  readonly word: StyleWord;
  readonly degree: StyleDegree;
}

/** A direction, whose subject may still come. */
type Direction = Extract<StylePhrase, { kind: "direction" }>;

/** A wish in the making. */
interface OpenWish {
  readonly of: StyleWord | Direction;
  readonly opposite: boolean;
  degree: StyleDegree | undefined;
}

const RAISED: Readonly<Record<StyleSubject, StyleWord>> = {
  speed: "faster",
  pitch: "higher",
  volume: "louder",
};

/** One clause of a style text: its degrees and its subject reach no further. */
export class StyleClause {
  #subject: StyleSubject | undefined;
  readonly #wishes: OpenWish[] = [];
  /** A degree before its word, and whether "less" stood there. */
  #before: StyleDegree | undefined;
  #opposite = false;

  /** Takes the next phrase, which is no break. */
  add(phrase: StylePhrase): void {
    if (phrase.kind === "degree") this.#addDegree(phrase.degree);
    else if (phrase.kind === "subject") this.#subject = phrase.subject;
    else if (phrase.kind === "opposite") this.#opposite = true;
    else if (phrase.kind === "control") this.#open(phrase.word);
    else if (phrase.kind === "direction") this.#open(phrase);
  }

  /** What the clause asks for; `undefined` where a "less" or an "increase" is left that belongs to nothing. */
  wishes(): StyleWish[] | undefined {
    if (this.#opposite) return undefined;
    const wishes: StyleWish[] = [];
    for (const { of, opposite, degree } of this.#wishes) {
      const meant = typeof of === "string" ? of : this.#directed(of);
      const word = opposite && meant !== undefined ? OPPOSITE_WORDS[meant] : meant;
      if (word === undefined) return undefined;
      wishes.push({
        word,
        // "Not too fast" asks for little.
        degree: degree ?? (opposite ? "slight" : "plain"),
      });
    }
    return wishes;
  }

  #directed({ up, alone }: Direction): StyleWord | undefined {
    const subject = this.#subject ?? (alone ? "pitch" : undefined);
    if (subject === undefined) return undefined;
    return up ? RAISED[subject] : OPPOSITE_WORDS[RAISED[subject]];
  }

  #open(of: OpenWish["of"]): void {
    this.#wishes.push({ of, opposite: this.#opposite, degree: this.#before });
    this.#before = undefined;
    this.#opposite = false;
  }

  /** In "慢一点" and "slower by a lot" the degree follows its word; "much more" is strong and "a little more" slight. */
  #addDegree(degree: StyleDegree): void {
    const last = this.#wishes.at(-1);
    if (last !== undefined && !this.#opposite) last.degree = stronger(last.degree, degree);
    else this.#before = stronger(this.#before, degree);
  }
}

/** The first that isn't plain decides. */
function stronger(before: StyleDegree | undefined, next: StyleDegree): StyleDegree {
  return before === undefined || before === "plain" ? next : before;
}
