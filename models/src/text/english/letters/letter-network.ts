import { PRIMARY } from "../stress.js";
import { LetterDecoder } from "./letter-decoder.js";
import { LetterEncoder } from "./letter-encoder.js";
import { readNetworkFile } from "./tensors.js";

/** Longest stretch of letters that is read at once: longer ones are in no lexicon to learn from. */
const LETTERS_MAX = 24;

/** Words whose reading is kept: names come again within a conversation. */
const KEPT_MAX = 512;

/** Reads words that no lexicon has, from their letters: trained by `sotto_voice letters` on the lexicon itself. */
export class LetterNetwork {
  readonly #encoder: LetterEncoder;
  readonly #decoder: LetterDecoder;
  readonly #kept = new Map<string, string>();

  private constructor(encoder: LetterEncoder, decoder: LetterDecoder) {
    this.#encoder = encoder;
    this.#decoder = decoder;
  }

  /**
   * Loads the network from the package.
   * @throws SottoError MODEL_UNUSABLE where its file is missing or damaged.
   */
  static load(): LetterNetwork {
    const file = readNetworkFile();
    return new LetterNetwork(new LetterEncoder(file), new LetterDecoder(file));
  }

  /** The symbols of a word of letters a-z; about half a millisecond a letter. May be empty for a row of consonants. */
  read(word: string): string {
    let symbols = "";
    for (let at = 0; at < word.length; at += LETTERS_MAX) {
      const letters = word.slice(at, at + LETTERS_MAX);
      symbols += this.#readKept(letters);
    }
    return onePrimary(symbols);
  }

  #readKept(letters: string): string {
    const kept = this.#kept.get(letters);
    if (kept !== undefined) return kept;
    const symbols = this.#decoder.decode(this.#encoder.encode(letters), letters.length);
    // The oldest goes first: a map keeps the order in which its keys came.
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(letters, symbols);
    return symbols;
  }
}

/** A word has one primary stress: the network seldom says two, and then the later ones become secondary. */
function onePrimary(symbols: string): string {
  const first = symbols.indexOf(PRIMARY);
  if (first < 0) return symbols;
  return symbols.slice(0, first + 1) + symbols.slice(first + 1).replaceAll(PRIMARY, "ˌ");
}
