import { isHan } from "./mandarin/han.js";
import { CURRENCY_PATTERN, UNIT_PATTERN } from "./mandarin/measure-words.js";
import type { UserLexicon } from "./user-lexicon.js";

/** The languages that stretches are read in. */
export type StretchLanguage = "en" | "zh";

/** A stretch of a text in one language, with the marks and spaces behind it; `end` is exclusive. */
export interface ScriptStretch {
  readonly language: StretchLanguage;
  readonly start: number;
  readonly end: number;
}

/** A piece of text that belongs together, and the language that it is in by itself. */
interface Token {
  readonly kind: "en" | "zh" | "letter" | "number" | "pause" | "opening" | "other";
  readonly start: number;
  readonly end: number;
}

const ADDRESS = /(?:https?:\/\/|www\.)[\w.~:/?#@!$&'*+,;=%-]*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/y;
const NUMBER = new RegExp(
  `(?:(?:${CURRENCY_PATTERN})\\s?)?[-−+]?\\d(?:[\\d.,:/%~–-]*[\\d%‰])?(?:${UNIT_PATTERN})?`,
  "y",
);
/** Letters and digits without a space between, with few letters in a row: 5G, MP3, H7N9, 1080P. */
const CODE =
  /(?![A-Za-z]+(?![\dA-Za-z])|\d+(?![\dA-Za-z]))(?:[A-Za-z]{1,3}(?![A-Za-z])|\d+(?:\.\d+)*)+/y;
const WORD = /[\p{Script=Latin}\p{M}\d][\p{Script=Latin}\p{M}\d'’]*/uy;
const TAG = /<[/!?]?[A-Za-z-][^<>]*>/y;
const PAUSE = /[,.!?;:，。！？；：、…\n]/;
const OPENING = /[(（“‘「『《〈【[«]/;

/**
 * Parts a text with Chinese in it by language. Numbers and single letters belong to the language around them: with a
 * Chinese character in their clause they are Chinese, unless English words stand on both sides. Everything else goes
 * with what it follows. Linear in the text's length.
 */
export function scriptStretches(text: string, lexicon?: UserLexicon): ScriptStretch[] {
  const tokens = tokenise(text, lexicon);
  const languages = decide(tokens);
  const stretches: { language: StretchLanguage; start: number; end: number }[] = [];
  let openedAt: number | undefined;
  tokens.forEach((token, index) => {
    const language = languages[index];
    const last = stretches.at(-1);
    if (language === undefined) {
      if (token.kind === "opening") openedAt ??= token.start;
      else if (last !== undefined && openedAt === undefined) last.end = token.end;
    } else if (last?.language === language) {
      last.end = token.end;
      openedAt = undefined;
    } else {
      // What stands before the first word, and brackets that open, go with what they precede.
      const start = last === undefined ? 0 : (openedAt ?? token.start);
      stretches.push({ language, start, end: token.end });
      openedAt = undefined;
    }
  });
  const final = stretches.at(-1);
  if (final !== undefined) final.end = text.length;
  return stretches;
}

function tokenise(text: string, lexicon: UserLexicon | undefined): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const { kind, length } = tokenAt(text, at, lexicon);
    tokens.push({ kind, start: at, end: at + length });
    at += length;
  }
  return tokens;
}

function tokenAt(
  text: string,
  at: number,
  lexicon: UserLexicon | undefined,
): { kind: Token["kind"]; length: number } {
  const own = lexicon?.match(text, at);
  if (own !== undefined) {
    const written = text.slice(at, own.end);
    return { kind: Array.from(written).some(isHan) ? "zh" : "en", length: own.end - at };
  }
  const char = text.charAt(at);
  if (isHan(char)) return { kind: "zh", length: 1 };
  const found = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0].length ?? 0;
  };
  const tag = char === "<" ? found(TAG) : 0;
  if (tag > 0) return { kind: "other", length: tag };
  const address = /[\w]/.test(char) && mayBeAddress(text, at) ? found(ADDRESS) : 0;
  if (address > 0) return { kind: "en", length: address };
  const number = /\p{Script=Latin}/u.test(text.charAt(at - 1)) ? 0 : found(NUMBER);
  const code = found(CODE);
  if (number > 0 && number >= code) return { kind: "number", length: number };
  if (code > 0) return { kind: "zh", length: code };
  if (/\d/.test(char))
    return { kind: "number", length: /^\d+/.exec(text.slice(at, at + 20))?.[0].length ?? 1 };
  const word = found(WORD);
  if (word === 1) return { kind: "letter", length: 1 };
  if (word > 1) return { kind: "en", length: lettersOf(text.slice(at, at + word)) };
  if (PAUSE.test(char)) return { kind: "pause", length: 1 };
  return { kind: OPENING.test(char) ? "opening" : "other", length: 1 };
}

/** Whether an address may begin here: tried at the beginnings of words only, so that long words are searched once. */
function mayBeAddress(text: string, at: number): boolean {
  return !/[\w.+-]/.test(text.charAt(at - 1));
}

/** A word's letters without the digits behind them, which are read on their own: iPhone15. */
function lettersOf(word: string): number {
  return word.replace(/\d+$/, "").length;
}

/** The language of each token; undefined for what has none of its own. */
function decide(tokens: readonly Token[]): (StretchLanguage | undefined)[] {
  const languages: (StretchLanguage | undefined)[] = [];
  let clause: Token[] = [];
  let last: StretchLanguage = "zh";
  const flush = () => {
    const decided = decideClause(clause, last);
    last = decided.findLast((language) => language !== undefined) ?? last;
    languages.push(...decided);
    clause = [];
  };
  for (const token of tokens) {
    clause.push(token);
    if (token.kind === "pause") flush();
  }
  flush();
  return languages;
}

/** Languages within a clause; `before` is that of the last word before it, which a bare number goes on in. */
function decideClause(
  clause: readonly Token[],
  before: StretchLanguage,
): (StretchLanguage | undefined)[] {
  const hasHan = clause.some((token) => token.kind === "zh");
  const hasEnglish = clause.some((token) => token.kind === "en");
  const words = clause.filter(
    ({ kind }) => kind !== "pause" && kind !== "opening" && kind !== "other",
  );
  let index = -1;
  return clause.map((token) => {
    if (token.kind === "pause" || token.kind === "opening" || token.kind === "other") {
      return undefined;
    }
    index++;
    if (token.kind === "zh" || token.kind === "en") return token.kind;
    if (!hasHan) return hasEnglish ? "en" : before;
    const [left, right] = [words[index - 1], words[index + 1]];
    const isGlued = left?.end === token.start || right?.start === token.end;
    if (token.kind === "letter" && isGlued && left?.kind !== "en") return "zh";
    const isBetween = left?.kind === "en" && right?.kind === "en";
    if (token.kind === "number") return isBetween ? "en" : "zh";
    return left?.kind === "en" || right?.kind === "en" ? "en" : "zh";
  });
}
