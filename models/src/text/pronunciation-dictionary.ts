import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { modelUnusable } from "../manifest/model-unusable.js";
import { releaseBytes } from "../manifest/release-bytes.js";
import type { PhonemeTable, Phones } from "./phoneme-table.js";

/** Slots of the hash table: a power of two, about twice the number of words. */
const SLOTS = 1 << 18;

/** Fewest words that a dictionary in working order has. */
const WORDS_MIN = 100_000;

/**
 * The CMU Pronouncing Dictionary (Carnegie Mellon University; npm `cmu-pronouncing-dictionary`), first pronunciation of
 * each word, packed into two buffers of about 4 MB in all: an object of strings would take ten times that, in every
 * worker.
 */
export class PronunciationDictionary {
  /** Entries one after another: length and bytes of the word, number and ids of its phones. */
  readonly #entries: Uint8Array;
  /** Hash table with linear probing: where the entry begins, plus 1; 0 is an empty slot. */
  readonly #slots = new Uint32Array(SLOTS);

  /**
   * Packs the entries of `source`, the bytes of the npm package's module: a line `  "word": "P HH OW1",` for each. It
   * works on bytes: a hundred thousand lines as strings would swell the heap of every worker for good.
   * @throws SottoError MODEL_UNUSABLE where it holds no dictionary.
   */
  constructor(source: Uint8Array, table: PhonemeTable) {
    const phoneIds = phoneIdsByKey(table);
    const packed = new Uint8Array(source.length);
    let at = 0;
    let words = 0;
    for (let begin = 0; begin < source.length; ) {
      const end = endOfLine(source, begin);
      const length = packEntry(source, begin, end, phoneIds, packed, at);
      if (length > 0) {
        this.#insert(packed.subarray(at + 1, at + 1 + (packed[at] ?? 0)), at);
        at += length;
        words += 1;
      }
      begin = end + 1;
    }
    if (words < WORDS_MIN) throw brokenDictionary();
    this.#entries = packed.slice(0, at);
    releaseBytes(packed);
  }

  /** Loads the dictionary from the npm package, as text: importing it would keep all of it as strings. */
  static load(table: PhonemeTable): PronunciationDictionary {
    let source: Uint8Array<ArrayBuffer>;
    try {
      const url = import.meta.resolve("cmu-pronouncing-dictionary");
      source = readFileSync(fileURLToPath(url));
    } catch (error) {
      throw brokenDictionary(error);
    }
    const dictionary = new PronunciationDictionary(source, table);
    releaseBytes(source);
    return dictionary;
  }

  /** The pronunciation of a word in lower case; `undefined` where it isn't listed. The result must not be changed. */
  lookup(word: string): Phones | undefined {
    for (let slot = hash(word); ; slot = (slot + 1) & (SLOTS - 1)) {
      const stored = this.#slots[slot] ?? 0;
      if (stored === 0) return undefined;
      const at = stored - 1;
      if (this.#matches(at, word)) {
        const begin = at + 1 + word.length;
        return this.#entries.subarray(begin + 1, begin + 1 + (this.#entries[begin] ?? 0));
      }
    }
  }

  #insert(word: Uint8Array, at: number): void {
    let slot = hashBytes(word);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    this.#slots[slot] = at + 1;
  }

  #matches(at: number, word: string): boolean {
    if (this.#entries[at] !== word.length) return false;
    for (let i = 0; i < word.length; i++) {
      if (this.#entries[at + 1 + i] !== word.charCodeAt(i)) return false;
    }
    return true;
  }
}

const QUOTE = 0x22;
const COLON = 0x3a;
const SPACE = 0x20;
const HASH_SIGN = 0x23;
const NEWLINE = 0x0a;
const CLOSING = 0x29;

function endOfLine(source: Uint8Array, begin: number): number {
  const end = source.indexOf(NEWLINE, begin);
  return end < 0 ? source.length : end;
}

/**
 * Packs the entry of one line at `at`; returns its length, 0 for a line that is none: other pronunciations (`word(2)`),
 * and phones that the voice doesn't have.
 */
function packEntry(
  source: Uint8Array,
  begin: number,
  end: number,
  phoneIds: ReadonlyMap<number, number>,
  packed: Uint8Array,
  at: number,
): number {
  const quoted = source[begin + 2] === QUOTE;
  const wordBegin = begin + (quoted ? 3 : 2);
  const wordEnd = source.indexOf(quoted ? QUOTE : COLON, wordBegin);
  const length = wordEnd - wordBegin;
  const phonesBegin = wordEnd + (quoted ? 4 : 3);
  const isEntry = source[begin] === SPACE && wordEnd > 0 && phonesBegin < end && length <= 255;
  if (!isEntry || source[wordEnd - 1] === CLOSING) return 0;
  packed[at] = length;
  packed.set(source.subarray(wordBegin, wordEnd), at + 1);
  const countAt = at + 1 + length;
  let to = countAt + 1;
  for (let key = 0, i = phonesBegin; i < end; i++) {
    const byte = source[i] ?? QUOTE;
    const isLast = byte === QUOTE || byte === HASH_SIGN;
    if (!isLast && byte !== SPACE) {
      key = (key << 8) | byte;
      continue;
    }
    if (key !== 0) {
      const id = phoneIds.get(key);
      if (id === undefined) return 0;
      packed[to++] = id;
      key = 0;
    }
    // What follows # is a comment.
    if (isLast) break;
  }
  packed[countAt] = to - countAt - 1;
  return to - at;
}

/** Ids of the voice's phones by their letters, three at the most, as one number. */
function phoneIdsByKey(table: PhonemeTable): Map<number, number> {
  return new Map(
    table.phoneSymbols.map((symbol) => {
      const key = Array.from(symbol).reduce((sum, letter) => (sum << 8) | letter.charCodeAt(0), 0);
      return [key, table.id(symbol)];
    }),
  );
}

/** FNV-1a, as a slot. */
function hash(word: string): number {
  let h = HASH_BASIS;
  for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), HASH_PRIME);
  return toSlot(h);
}

/** As {@link hash}, of the bytes of a word. */
function hashBytes(word: Uint8Array): number {
  let h = HASH_BASIS;
  for (const byte of word) h = Math.imul(h ^ byte, HASH_PRIME);
  return toSlot(h);
}

const HASH_BASIS = 0x811c9dc5;
const HASH_PRIME = 0x01000193;

function toSlot(h: number): number {
  return (h ^ (h >>> 15)) & (SLOTS - 1);
}

function brokenDictionary(cause?: unknown): Error {
  return modelUnusable(
    "The pronouncing dictionary (npm package cmu-pronouncing-dictionary) is missing or altered: run npm ci.",
    "the package cmu-pronouncing-dictionary as it was published",
    cause,
  );
}
