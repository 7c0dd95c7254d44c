import { EnglishReader } from "./english/english-reader.js";
import type { InlineStretch } from "./inline-symbols.js";
import { inlineStretches } from "./inline-symbols.js";
import { refuseForeignLatin } from "./latin-languages.js";
import { isHan } from "./mandarin/han.js";
import { MandarinReader } from "./mandarin/mandarin-reader.js";
import { plainMarks } from "./mandarin/punctuation.js";
import type { StretchLanguage } from "./script-stretches.js";
import { scriptStretches } from "./script-stretches.js";
import { hasSpeakableText } from "./speakable.js";
import type { FrontEnd, SymbolText } from "./symbol-text.js";
import { SymbolTextBuilder } from "./symbol-text-builder.js";
import { nothingToSay } from "./unspeakable.js";
import type { UserLexicon } from "./user-lexicon.js";

/** Names of the languages that are read, as error messages tell them. */
export const FRONT_END_LANGUAGES = ["English", "Mandarin Chinese"] as const;

/** What a front end may be given. */
export interface FrontEndOptions {
  /** The user's own words, in either language. */
  readonly lexicon?: UserLexicon | undefined;
  /**
   * Languages to load at once, so that the first text in them is not read some 50 ms later than the next; English where
   * absent. The others are loaded when a text needs them.
   */
  readonly preload?: readonly StretchLanguage[] | undefined;
}

/**
 * The front end of the voices that speak Kokoro's symbols: English and Mandarin, also within one sentence, and
 * `[[symbols]]`. A language that was loaded is kept: English is 50 ms and 8 MB, Mandarin 50 ms and 13 MB. Holds no native
 * resource; free to share within a thread.
 * @throws SottoError MODEL_UNUSABLE where a data file is missing or damaged; so may `read`, for a language loaded late.
 */
export function loadFrontEnd(options: FrontEndOptions = {}): FrontEnd {
  return new BilingualFrontEnd(options);
}

class BilingualFrontEnd implements FrontEnd {
  readonly #lexicon: UserLexicon | undefined;
  #english: EnglishReader | undefined;
  #mandarin: MandarinReader | undefined;

  constructor({ lexicon, preload = ["en"] }: FrontEndOptions) {
    this.#lexicon = lexicon;
    if (preload.includes("en")) this.#loadEnglish();
    if (preload.includes("zh")) this.#loadMandarin();
  }

  read(text: string): SymbolText {
    if (!hasSpeakableText(text)) throw nothingToSay();
    const stretches = inlineStretches(text);
    const spoken = stretches.length === 1 ? this.#readPlain(text, stretches) : undefined;
    const whole = spoken ?? this.#readParts(text, stretches);
    if (whole.words.length === 0) throw nothingToSay();
    return whole;
  }

  /** A text in one language is left as its reader gives it; undefined for any other. */
  #readPlain(text: string, [stretch]: readonly InlineStretch[]): SymbolText | undefined {
    if (stretch?.kind !== "text" || hasHan(text)) return undefined;
    return this.#readEnglish(text);
  }

  #readParts(text: string, stretches: readonly InlineStretch[]): SymbolText {
    const built = new SymbolTextBuilder();
    for (const { kind, start, end, symbols } of stretches) {
      if (kind === "symbols") built.word(symbols, start, end);
      else this.#readStretch(text.slice(start, end), start, built);
    }
    return built.build();
  }

  #readStretch(text: string, offset: number, built: SymbolTextBuilder): void {
    if (!hasHan(text)) {
      built.append(this.#readEnglish(text), offset);
      return;
    }
    for (const { language, start, end } of scriptStretches(text, this.#lexicon)) {
      const part = text.slice(start, end);
      const read =
        language === "zh"
          ? this.#loadMandarin().read(part)
          : this.#loadEnglish().read(plainMarks(part));
      built.append(read, offset + start);
    }
  }

  #readEnglish(text: string): SymbolText {
    const english = this.#loadEnglish();
    const unlisted = this.#lexicon?.without(text) ?? text;
    refuseForeignLatin(unlisted, FRONT_END_LANGUAGES, (word) => english.isListed(word));
    return english.read(text);
  }

  #loadEnglish(): EnglishReader {
    this.#english ??= EnglishReader.load({
      lexicon: this.#lexicon,
      languages: FRONT_END_LANGUAGES,
    });
    return this.#english;
  }

  #loadMandarin(): MandarinReader {
    this.#mandarin ??= MandarinReader.load({
      lexicon: this.#lexicon,
      languages: FRONT_END_LANGUAGES,
    });
    return this.#mandarin;
  }
}

function hasHan(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (isHan(text.charAt(at))) return true;
  return false;
}
