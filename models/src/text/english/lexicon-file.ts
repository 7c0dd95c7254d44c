import { brokenDataFile, readDataFile } from "./data-file.js";

/** A word's reading: symbols, or symbols by part of speech (`DEFAULT` among them); `null` is to be spelled out. */
export type Reading = string | ReadonlyMap<string, string | null>;

/** An entry of the lexicon. */
export interface LexiconEntry {
  /** Whether it was checked by hand (misaki's gold lexicon), or comes from the larger silver one. */
  readonly gold: boolean;
  readonly reading: Reading;
}

const NAME = "lexicon.bin.gz";

/** Words of a block: the first is written whole, the others share a prefix with the one before. */
const BLOCK_WORDS = 16;

const GOLD = 0x80;
const ALTERNATIVES = 0xff;
const NOTHING = 0xfe;

/** Longest word that is looked up. */
const WORD_CHARS_MAX = 64;

/**
 * The English lexicon, 183,561 words derived from misaki's (hexgrad, Apache-2.0), in one sorted buffer of 2.8 MB:
 * a map of strings would take ten times that in every worker. Its format is told in `models/lexicons/en/README.md`.
 */
export class LexiconFile {
  readonly #bytes: Uint8Array;
  /** Where each block begins. */
  readonly #blocks: Uint32Array;
  readonly #alphabet: string;
  readonly #tags: readonly string[];

  private constructor(bytes: Uint8Array, words: number, alphabet: string, tags: readonly string[]) {
    this.#bytes = bytes;
    this.#alphabet = alphabet;
    this.#tags = tags;
    this.#blocks = new Uint32Array(Math.ceil(words / BLOCK_WORDS));
    let at = 0;
    for (let word = 0; word < words; word++) {
      if (word % BLOCK_WORDS === 0) this.#blocks[word / BLOCK_WORDS] = at;
      at = this.#end(at);
    }
    if (at !== bytes.length) throw brokenDataFile(NAME);
  }

  /**
   * Reads the lexicon.
   * @throws SottoError MODEL_UNUSABLE where the file is missing or damaged.
   */
  static load(): LexiconFile {
    const { header, body } = readDataFile(NAME);
    const { words, symbols, tags } = header;
    if (typeof words !== "number" || typeof symbols !== "string" || !Array.isArray(tags)) {
      throw brokenDataFile(NAME);
    }
    return new LexiconFile(body, words, symbols, tags.map(String));
  }

  /** The entry of `word`, spelled exactly so; linear in the word's length. */
  find(word: string): LexiconEntry | undefined {
    if (word.length === 0 || word.length > WORD_CHARS_MAX) return undefined;
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#compareFirst(this.#blocks[middle] ?? 0, word) <= 0) low = middle;
      else high = middle - 1;
    }
    return this.#findInBlock(low, word);
  }

  #byte(at: number): number {
    return this.#bytes[at] ?? 0;
  }

  /** Where the entry at `at` ends. */
  #end(at: number): number {
    const readingAt = at + 2 + this.#byte(at + 1);
    return readingAt + 1 + (this.#byte(readingAt) & ~GOLD);
  }

  /** Below 0 where a block's first word comes before `word`. */
  #compareFirst(at: number, word: string): number {
    const length = this.#byte(at + 1);
    const shared = Math.min(length, word.length);
    for (let i = 0; i < shared; i++) {
      const difference = this.#byte(at + 2 + i) - word.charCodeAt(i);
      if (difference !== 0) return difference;
    }
    return length - word.length;
  }

  #findInBlock(block: number, word: string): LexiconEntry | undefined {
    let at = this.#blocks[block] ?? 0;
    const end = this.#blocks[block + 1] ?? this.#bytes.length;
    // Letters of `word` that the entry before shares with it, so that no prefix is compared twice.
    let matched = 0;
    for (; at < end; at = this.#end(at)) {
      const shared = this.#byte(at);
      const length = this.#byte(at + 1);
      if (shared < matched) return undefined;
      if (shared > matched) continue;
      let i = 0;
      while (i < length && this.#byte(at + 2 + i) === word.charCodeAt(matched + i)) i++;
      if (i === length && matched + i === word.length) return this.#entry(at + 2 + length);
      matched += i;
    }
    return undefined;
  }

  #entry(at: number): LexiconEntry {
    const head = this.#byte(at);
    const end = at + 1 + (head & ~GOLD);
    const gold = (head & GOLD) !== 0;
    if (this.#byte(at + 1) !== ALTERNATIVES || end === at + 1) {
      return { gold, reading: this.#symbols(at + 1, end) };
    }
    const reading = new Map<string, string | null>();
    for (let i = at + 1; i < end; ) {
      const tag = this.#tags[this.#byte(i + 1)] ?? "";
      const from = i + 2;
      i = from;
      while (i < end && this.#byte(i) !== ALTERNATIVES) i++;
      reading.set(tag, this.#byte(from) === NOTHING ? null : this.#symbols(from, i));
    }
    return { gold, reading };
  }

  #symbols(from: number, to: number): string {
    let symbols = "";
    for (let i = from; i < to; i++) symbols += this.#alphabet.charAt(this.#byte(i));
    return symbols;
  }
}
