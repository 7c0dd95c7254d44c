import { modelUnusable } from "../manifest/model-unusable.js";

/** Marks that end a clause; each is a symbol of its own. */
export type PauseMark = "," | "." | "?" | "!";

/** Pronunciation of a word: symbol ids, one byte each. */
export type Phones = Uint8Array;

/** The symbols of the voice (`phonemes.json`): ARPAbet as in CMUdict, and marks. */
export class PhonemeTable {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #symbols: readonly string[];
  readonly #phones: ReadonlySet<number>;
  /** Function words in the weak form that running speech has; looked up before the dictionary. */
  readonly reducedWords: ReadonlyMap<string, Phones>;
  /** Id of the symbol that begins an utterance. */
  readonly startId: number;
  /** Id of the symbol between two words without a pause. */
  readonly boundaryId: number;

  private constructor(data: PhonemeData) {
    this.#symbols = data.symbols;
    this.#ids = new Map(Object.entries(data.ids));
    const spoken = this.#symbols.filter((symbol) => {
      const bare = symbol.replace(/[012]$/, "");
      return data.consonants.includes(symbol) || (bare !== symbol && data.vowels.includes(bare));
    });
    this.#phones = new Set(spoken.map((symbol) => this.id(symbol)));
    this.startId = this.id(data.start);
    this.boundaryId = this.id(data.word_boundary);
    this.reducedWords = new Map(
      Object.entries(data.reduced_words).map(([word, phones]) => [word, this.encode(phones)]),
    );
  }

  /**
   * Reads the table from the bytes of `phonemes.json`.
   * @throws SottoError MODEL_UNUSABLE where it is malformed.
   */
  static parse(bytes: Uint8Array): PhonemeTable {
    try {
      return new PhonemeTable(JSON.parse(Buffer.from(bytes).toString("utf8")) as PhonemeData);
    } catch (error) {
      const rule = "phonemes.json must list the voice's symbols";
      throw modelUnusable(`The model can't be used: ${rule}.`, rule, error);
    }
  }

  /** The id of a symbol. @throws RangeError where there is none. */
  id(symbol: string): number {
    const id = this.#ids.get(symbol);
    if (id === undefined) throw new RangeError(`No symbol ${symbol}`);
    return id;
  }

  /** The id of a phone with its stress; `undefined` for anything that is no phone. */
  phoneId(symbol: string): number | undefined {
    const id = this.#ids.get(symbol);
    return id !== undefined && this.#phones.has(id) ? id : undefined;
  }

  /** The symbols of all phones, with their stress. */
  get phoneSymbols(): string[] {
    return [...this.#phones].map((id) => this.symbol(id));
  }

  /** Whether `id` is a phone and not a mark. */
  isPhone(id: number): boolean {
    return this.#phones.has(id);
  }

  /** The symbol with this id. */
  symbol(id: number): string {
    return this.#symbols[id] ?? "";
  }

  /** Symbol ids of phones written with spaces between. @throws RangeError for what is no phone. */
  encode(phones: string): Phones {
    return this.encodeAll(phones.split(" "));
  }

  /** Symbol ids of phones. @throws RangeError for what is no phone. */
  encodeAll(phones: readonly string[]): Phones {
    return Uint8Array.from(phones, (phone) => this.id(phone));
  }
}

/** The parts of `phonemes.json` that are used. */
interface PhonemeData {
  readonly symbols: readonly string[];
  readonly ids: Readonly<Record<string, number>>;
  readonly vowels: readonly string[];
  readonly consonants: readonly string[];
  readonly start: string;
  readonly word_boundary: string;
  readonly reduced_words: Readonly<Record<string, string>>;
}
