import { isVowel } from "./stress.js";

/** What follows a word, as far as its reading depends on it. */
export interface WordContext {
  /** Whether the next sound is a vowel; `undefined` before a pause and at the end. */
  readonly vowelNext: boolean | undefined;
  /** Whether the next word is "to". */
  readonly toNext: boolean;
}

/** The context of a text's last word. */
export const AT_END: WordContext = { vowelNext: undefined, toNext: false };

const CONSONANTS = "bdfhjklmnpstvwzðŋɡɹɾʃʒʤʧθ";
const PAUSES = ";:,.!?—…";

/** The context of the word before one that reads `symbols`; quotation marks and brackets are seen through. */
export function contextBefore(symbols: string, isTo: boolean, after: WordContext): WordContext {
  for (const symbol of symbols) {
    if (PAUSES.includes(symbol)) return { vowelNext: undefined, toNext: isTo };
    if (isVowel(symbol)) return { vowelNext: true, toNext: isTo };
    if (CONSONANTS.includes(symbol)) return { vowelNext: false, toNext: isTo };
  }
  return { vowelNext: after.vowelNext, toNext: isTo };
}
