import { readFileSync } from "node:fs";
import { modelUnusable } from "../../manifest/model-unusable.js";
import { HAN_FIRST } from "./han.js";
import type { Syllable } from "./syllable-symbols.js";
import { parseSyllable } from "./syllable-symbols.js";

/** States of the model for unknown words: a word's beginning, middle, end, or a word of one character. */
export const WORD_STATES = ["B", "M", "E", "S"] as const;
/** One of {@link WORD_STATES}. */
export type WordState = (typeof WORD_STATES)[number];

interface Section {
  readonly offset: number;
  readonly length: number;
  readonly bytes: number;
}

interface Header {
  readonly syllables: readonly string[];
  readonly totalCost: number;
  readonly hmm: {
    readonly start: Readonly<Partial<Record<WordState, number>>>;
    readonly step: Readonly<Record<WordState, Readonly<Partial<Record<WordState, number>>>>>;
  };
  readonly sections: Readonly<Record<string, Section>>;
}

/** A word of the list that begins where it was looked for. */
export interface ListedWord {
  /** Its length in characters. */
  readonly length: number;
  /** -1000 ln of its share of a text. */
  readonly cost: number;
  /** What {@link MandarinTables.wordReading} takes. */
  readonly node: number;
}

/**
 * The word list, the readings and the character tables of `lexicons/zh/mandarin.bin` (built by `build.py` there from
 * jieba and pypinyin, MIT, and OpenCC, Apache-2.0; it tells the layout). The tables are views of the file's bytes, so
 * that loading costs no more than reading it. Costs are -1000 ln p throughout.
 */
export class MandarinTables {
  readonly #header: Header;
  readonly #syllables: readonly (Syllable | undefined)[];
  readonly #nodeChar: Uint16Array;
  readonly #nodeChild: Uint32Array;
  readonly #nodeCost: Uint16Array;
  readonly #readingNode: Uint32Array;
  readonly #readingStart: Uint32Array;
  readonly #readingSyllable: Uint16Array;
  readonly #charSyllable: Uint16Array;
  readonly #simplified: Uint16Array;
  readonly #emit: Readonly<Record<WordState, Uint16Array>>;

  private constructor(file: Buffer) {
    const headerBytes = file.readUInt32LE(4);
    this.#header = JSON.parse(file.toString("latin1", 8, 8 + headerBytes)) as Header;
    // Typed arrays need their alignment, which a pooled Buffer does not promise.
    const bytes = new Uint8Array(file).buffer;
    const section = (name: string): Section => {
      const found = this.#header.sections[name];
      if (found === undefined) throw new Error(`mandarin.bin has no section ${name}`);
      return found;
    };
    const words16 = (name: string) => {
      const { offset, length } = section(name);
      return new Uint16Array(bytes, offset, length);
    };
    const words32 = (name: string) => {
      const { offset, length } = section(name);
      return new Uint32Array(bytes, offset, length);
    };
    this.#syllables = this.#header.syllables.map(parseSyllable);
    this.#nodeChar = words16("nodeChar");
    this.#nodeChild = words32("nodeChild");
    this.#nodeCost = words16("nodeCost");
    this.#readingNode = words32("readingNode");
    this.#readingStart = words32("readingStart");
    this.#readingSyllable = words16("readingSyllable");
    this.#charSyllable = words16("charSyllable");
    this.#simplified = words16("simplified");
    this.#emit = {
      B: words16("emitB"),
      M: words16("emitM"),
      E: words16("emitE"),
      S: words16("emitS"),
    };
  }

  /**
   * Reads the file; a few milliseconds and four megabytes.
   * @throws SottoError MODEL_UNUSABLE where it is missing or damaged.
   */
  static load(): MandarinTables {
    try {
      const file = new URL("../../../../lexicons/zh/mandarin.bin", import.meta.url);
      return new MandarinTables(readFileSync(file));
    } catch (error) {
      throw modelUnusable(
        "The Mandarin data file mandarin.bin is missing or damaged: install the package anew.",
        "models/lexicons/zh/mandarin.bin as it was published",
        error,
      );
    }
  }

  /** What a word that is not in the list costs: as much as one that was seen once. */
  get unseenCost(): number {
    return this.#header.totalCost;
  }

  /** The words of the list that begin at `at`, shortest first. */
  wordsAt(text: string, at: number): ListedWord[] {
    const found: ListedWord[] = [];
    let node = 0;
    for (let end = at; end < text.length; end++) {
      node = this.#child(node, text.charCodeAt(end));
      if (node === 0) break;
      const cost = this.#nodeCost[node] ?? 0;
      if (cost > 0) found.push({ length: end + 1 - at, cost, node });
    }
    return found;
  }

  /** The word's node where the list has it. */
  find(word: string): ListedWord | undefined {
    const last = this.wordsAt(word, 0).at(-1);
    return last?.length === word.length ? last : undefined;
  }

  /** The reading of a word that is not read like its characters; undefined where it is. */
  wordReading(node: number): Syllable[] | undefined {
    let low = 0;
    let high = this.#readingNode.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#readingNode[middle] ?? 0) < node) low = middle + 1;
      else high = middle;
    }
    if (this.#readingNode[low] !== node) return undefined;
    const [from, to] = [this.#readingStart[low], this.#readingStart[low + 1]];
    return Array.from(this.#readingSyllable.subarray(from, to), (index) => this.#syllable(index));
  }

  /** The usual reading of a character; undefined for one that has none. */
  charReading(char: string): Syllable | undefined {
    if (char === "〇") return { base: "ling", tone: 2 };
    return this.#syllables[this.#charSyllable[char.charCodeAt(0) - HAN_FIRST] ?? 0];
  }

  /** The simplified form of a character; itself where it is one, or no character of ours. */
  simplify(char: string): string {
    const code = this.#simplified[char.charCodeAt(0) - HAN_FIRST];
    return code === undefined ? char : String.fromCharCode(code);
  }

  /** Cost of a character in a state of the model for unknown words. */
  emitCost(state: WordState, char: string): number {
    return this.#emit[state][char.charCodeAt(0) - HAN_FIRST] ?? 0xffff;
  }

  /** Cost of a state at the beginning; undefined where it can't be. */
  startCost(state: WordState): number | undefined {
    return this.#header.hmm.start[state];
  }

  /** Cost of a state behind another; undefined where it can't be. */
  stepCost(from: WordState, to: WordState): number | undefined {
    return this.#header.hmm.step[from][to];
  }

  #syllable(index: number): Syllable {
    return this.#syllables[index] ?? { base: "", tone: 5 };
  }

  /** The child of a node by its character, by halving: children are sorted. 0 where there is none. */
  #child(node: number, code: number): number {
    let low = this.#nodeChild[node] ?? 0;
    const end = this.#nodeChild[node + 1] ?? 0;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#nodeChar[middle] ?? 0) < code) low = middle + 1;
      else high = middle;
    }
    return low < end && this.#nodeChar[low] === code ? low : 0;
  }
}
