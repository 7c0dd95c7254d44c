import type { SymbolText } from "../symbol-text.js";
import { SymbolTextBuilder } from "../symbol-text-builder.js";
import type { UserLexicon } from "../user-lexicon.js";
import { applyErhua, isErhuaOf } from "./erhua.js";
import { MandarinTables } from "./mandarin-tables.js";
import type { OwnReadings } from "./own-readings.js";
import { loadOwnReadings } from "./own-readings.js";
import { readByContext } from "./polyphones.js";
import type { ReadWord } from "./read-word.js";
import { Segmenter } from "./segmenter.js";
import type { Syllable } from "./syllable-symbols.js";
import { syllableSymbols } from "./syllable-symbols.js";
import { applySandhi } from "./tone-sandhi.js";
import { PLAIN_ONE } from "./written-rule.js";
import type { SourceChar } from "./written-text.js";
import { rareCharacter, writtenParts } from "./written-text.js";

/** Languages that the reader names where it meets others. */
const LANGUAGES = ["Mandarin Chinese"] as const;

/** What a reader may be given. */
export interface MandarinReaderOptions {
  /** The user's own words, which go before everything else. */
  readonly lexicon?: UserLexicon | undefined;
  /** Languages to name in errors, where others than this reader's are spoken beside it. */
  readonly languages?: readonly string[] | undefined;
}

/**
 * Reads Mandarin, in simplified or traditional characters, as Kokoro's symbols: words as jieba cuts them, readings as
 * pypinyin gives them with context for single characters, tone sandhi, numbers, dates, money and units. Latin letters
 * are spelt. Its reference is misaki 0.9.4 (`zh.ZHG2P()`, Apache-2.0), which Kokoro was taught with; that has no sandhi,
 * which the voices supply themselves, so that both writings sound alike.
 */
export class MandarinReader {
  readonly #tables: MandarinTables;
  readonly #ownReadings: OwnReadings;
  readonly #segmenter: Segmenter;
  readonly #lexicon: UserLexicon | undefined;
  readonly #languages: readonly string[];

  private constructor(options: MandarinReaderOptions) {
    this.#tables = MandarinTables.load();
    this.#ownReadings = loadOwnReadings();
    const unlisted = Array.from(this.#ownReadings.keys()).filter((word) => !this.#isListed(word));
    this.#segmenter = new Segmenter(this.#tables, new Set(unlisted));
    this.#lexicon = options.lexicon;
    this.#languages = options.languages ?? LANGUAGES;
  }

  /** Loads the tables: about two megabytes and ten milliseconds. */
  static load(options: MandarinReaderOptions = {}): MandarinReader {
    return new MandarinReader(options);
  }

  /**
   * Reads a text of bounded length; takes time by its length. Where there is nothing to say, the result has no words.
   * @throws SottoError UNSPEAKABLE_TEXT for another script, for SSML, or for a character that is too rare to have a
   * reading here.
   */
  read(text: string): SymbolText {
    const built = new SymbolTextBuilder();
    for (const part of writtenParts(text, this.#languages, this.#lexicon)) {
      if (part.kind === "marks") built.marks(part.marks);
      else if (part.kind === "spoken") built.word(part.symbols, part.start, part.end);
      else this.#sayRun(part.chars, built);
    }
    return built.build();
  }

  /** Reads a run of characters without a gap: a phrase, as far as tones are concerned. */
  #sayRun(chars: readonly SourceChar[], built: SymbolTextBuilder): void {
    const words = this.#words(chars);
    readByContext(words);
    applyErhua(words);
    applySandhi(words, (text) => this.#isListed(text));
    for (const { syllables, chars: from } of words) {
      const symbols = syllables.map(syllableSymbols).join("");
      built.word(symbols, from[0]?.start ?? 0, from.at(-1)?.end ?? 0);
    }
  }

  /** The words of a run with the readings that the lists give. */
  #words(chars: readonly SourceChar[]): ReadWord[] {
    const run = chars.map((_, index) => this.#simplified(chars, index)).join("");
    const words: ReadWord[] = [];
    let at = 0;
    for (const text of this.#segmenter.cut(run)) {
      const from = chars.slice(at, at + text.length);
      at += text.length;
      const syllables = this.#reading(text, from).map((syllable) => ({ ...syllable }));
      const before = words.at(-1);
      if (before !== undefined && isErhuaOf(before.text, text)) {
        words[words.length - 1] = joined(before, { text, chars: from, syllables });
      } else {
        const isListed = this.#ownReadings.has(text) || this.#isListed(text);
        words.push({ text, chars: from, syllables, isListed });
      }
    }
    return words;
  }

  #reading(text: string, chars: readonly SourceChar[]): readonly Syllable[] {
    const own = this.#ownReadings.get(text);
    if (own !== undefined) return own;
    const listed = text.length > 1 ? this.#tables.find(text) : undefined;
    const reading =
      (listed === undefined ? undefined : this.#tables.wordReading(listed.node)) ??
      this.#charReadings(text, listed === undefined ? chars : []);
    // A word is read alike at the end of a longer one: 朋友, 小朋友.
    const end = text.length > 2 ? this.#ownReadings.get(text.slice(-2)) : undefined;
    return end === undefined ? reading : [...reading.slice(0, -2), ...end];
  }

  /** The usual readings; a traditional character may tell what its simplified form does not: 髮 is hair, 發 is not. */
  #charReadings(text: string, written: readonly SourceChar[]): Syllable[] {
    return Array.from(text, (char, index) => {
      const from = written[index]?.written ?? char;
      const isForm = this.#tables.simplify(from) === char;
      const reading =
        (isForm ? this.#tables.charReading(from) : undefined) ?? this.#tables.charReading(char);
      if (reading === undefined) throw rareCharacter();
      return reading;
    });
  }

  #isListed(text: string): boolean {
    return this.#tables.find(text) !== undefined;
  }

  /** The simplified form of a character: what words are looked up by. */
  #simplified(chars: readonly SourceChar[], index: number): string {
    const written = chars[index]?.written ?? "";
    if (written === PLAIN_ONE) return "一";
    if (written === "乾" && /[坤隆卦陵]/.test(chars[index + 1]?.written ?? "")) return written;
    if (written === "著") return this.#simplifiedZhe(chars, index);
    return written === "〇" ? "零" : this.#tables.simplify(written);
  }

  /** 著 is 着 in traditional texts, unless it means a work, or to be known. */
  #simplifiedZhe(chars: readonly SourceChar[], index: number): string {
    const before = chars[index - 1]?.written ?? "";
    const after = chars[index + 1]?.written ?? "";
    const isWork = /[名作述称稱者有于於书書论論录錄]/.test(after);
    return isWork || /[名显顯昭卓编編原论論拙专專巨合遗遺土执執]/.test(before) ? "著" : "着";
  }
}

/** A word with the ending that was cut off it. */
function joined(word: ReadWord, ending: Omit<ReadWord, "isListed">): ReadWord {
  return {
    text: word.text + ending.text,
    chars: [...word.chars, ...ending.chars],
    syllables: [...word.syllables, ...ending.syllables],
    isListed: word.isListed,
  };
}
