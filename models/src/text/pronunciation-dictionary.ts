import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { modelUnusable } from "../manifest/model-unusable.js";
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
   * Packs the entries of `source`, the text of the npm package's module: a line `  "word": "P HH OW1",` for each.
   * @throws SottoError MODEL_UNUSABLE where it holds no dictionary.
   */
  constructor(source: string, table: PhonemeTable) {
    const packed = new Uint8Array(source.length);
    let at = 0;
    let words = 0;
    for (const { word, pronunciation } of entriesOf(source)) {
      const phones = encodeKnown(pronunciation, table);
      if (phones === undefined || word.length > 255) continue;
      this.#insert(word, at);
      packed[at++] = word.length;
      for (let i = 0; i < word.length; i++) packed[at++] = word.charCodeAt(i);
      packed[at++] = phones.length;
      packed.set(phones, at);
      at += phones.length;
      words += 1;
    }
    if (words < WORDS_MIN) throw brokenDictionary();
    this.#entries = packed.slice(0, at);
  }

  /** Loads the dictionary from the npm package, as text: importing it would keep all of it as strings. */
  static load(table: PhonemeTable): PronunciationDictionary {
    let source: string;
    try {
      const url = import.meta.resolve("cmu-pronouncing-dictionary");
      source = readFileSync(fileURLToPath(url), "latin1");
    } catch (error) {
      throw brokenDictionary(error);
    }
    return new PronunciationDictionary(source, table);
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

  #insert(word: string, at: number): void {
    let slot = hash(word);
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

/** The first pronunciation of each word; `word(2)` and so on are others. */
function* entriesOf(source: string): Generator<{ word: string; pronunciation: string }> {
  let begin = 0;
  while (begin < source.length) {
    let end = source.indexOf("\n", begin);
    if (end < 0) end = source.length;
    const colon = source.indexOf(': "', begin);
    if (colon > 0 && colon < end && source.startsWith("  ", begin)) {
      const quoted = source.charAt(begin + 2) === '"';
      const word = source.slice(begin + (quoted ? 3 : 2), quoted ? colon - 1 : colon);
      if (!word.endsWith(")")) {
        const close = source.indexOf('"', colon + 3);
        yield { word, pronunciation: source.slice(colon + 3, close) };
      }
    }
    begin = end + 1;
  }
}

/** Phone ids of one entry; what follows `#` is a comment. `undefined` where a phone is not one of the voice's. */
function encodeKnown(pronunciation: string, table: PhonemeTable): Phones | undefined {
  const [phones = ""] = pronunciation.split("#", 1);
  const ids: number[] = [];
  for (const phone of phones.trim().split(" ")) {
    const id = table.phoneId(phone);
    if (id === undefined) return undefined;
    ids.push(id);
  }
  return Uint8Array.from(ids);
}

/** FNV-1a, as a slot. */
function hash(word: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), 0x01000193);
  return (h ^ (h >>> 15)) & (SLOTS - 1);
}

function brokenDictionary(cause?: unknown): Error {
  return modelUnusable(
    "The pronouncing dictionary (npm package cmu-pronouncing-dictionary) is missing or altered: run npm ci.",
    "the package cmu-pronouncing-dictionary as it was published",
    cause,
  );
}
