import { digitWords } from "../number-words.js";
import {
  charAfter,
  charBefore,
  plainRule,
  type Reading,
  type ReadingRule,
  sayPlain,
} from "./reading-rule.js";

/** Punctuation by the symbol that it comes to; the fullwidth and CJK forms, too. */
const MARKS: Readonly<Record<string, string>> = {
  ",": ",",
  ";": ";",
  ":": ":",
  "(": "(",
  ")": ")",
  "[": "(",
  "]": ")",
  "{": "(",
  "}": ")",
  "—": "—",
  "–": "—",
  "―": "—",
  "…": "…",
  "“": "“",
  "”": "”",
  "„": "“",
  "«": "“",
  "»": "”",
  "「": "“",
  "」": "”",
  "、": ",",
  "，": ",",
  "；": ";",
  "：": ":",
  "（": "(",
  "）": ")",
  ".": ".",
  "。": ".",
  "．": ".",
  "?": "?",
  "？": "?",
  "¿": "",
  "!": "!",
  "！": "!",
  "¡": "",
};

/** Signs that are read where they stand beside something: alone or in rows they are decoration. */
const SIGNS: Readonly<Record<string, string>> = {
  "&": "and",
  "@": "at",
  "%": "percent",
  "‰": "per mille",
  "+": "plus",
  "=": "equals",
  "<": "less than",
  ">": "greater than",
  "≤": "at most",
  "≥": "at least",
  "≠": "is not",
  "≈": "about",
  "×": "times",
  "÷": "divided by",
  "±": "plus or minus",
  "√": "root of",
  "∞": "infinity",
  "°": "degrees",
  $: "dollar",
  "€": "euro",
  "£": "pound",
  "¥": "yen",
  "§": "section",
  "©": "copyright",
  "™": "trademark",
  "→": "to",
};

const blank: ReadingRule = {
  // A blank line ends a paragraph; a single line break may be no more than a wrapped line.
  pattern: /[\s\p{Cc}\p{Cf}]+/uy,
  read: (match, { tokens }) => {
    if (/\n[^\S\n]*\n|\r\n\s*\r\n/.test(match[0])) tokens.paragraph(match.index);
    else tokens.blank();
    return true;
  },
};

const address: ReadingRule = {
  pattern:
    /(?:https?:\/\/|www\.)[^\s<>"]+|[A-Za-z0-9_%+-][\w.%+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/uy,
  read: (match, reading) => {
    const written = match[0].replace(/[.,;:!?)'"]+$/, "");
    const end = match.index + written.length;
    for (const [part] of written
      .replace(/^https?:\/\//, "")
      .matchAll(/[A-Za-z]+|\d+|[./@?&=#_~%+-]/g)) {
      sayAddressPart(part, match.index, end, reading);
    }
    for (const [offset, sign] of Array.from(match[0].slice(written.length)).entries()) {
      const mark = MARKS[sign];
      if (mark) reading.tokens.mark(mark, end + offset, end + offset + 1);
    }
    return true;
  },
};

const ADDRESS_SIGNS: Readonly<Record<string, string>> = {
  ".": "dot",
  "/": "slash",
  "@": "at",
  "-": "dash",
  _: "underscore",
  "?": "question mark",
  "&": "and",
  "=": "equals",
  "#": "hash",
  "~": "tilde",
  "%": "percent",
  "+": "plus",
};

/** Parts of addresses that are spelled though they could be said. */
const SPELLED_PARTS = new Set("www io tv uk us eu ai de fr cn jp ca au html php pdf".split(" "));

function sayAddressPart(part: string, start: number, end: number, reading: Reading): void {
  const sign = ADDRESS_SIGNS[part];
  const lower = part.toLowerCase();
  if (sign !== undefined) sayPlain(reading, sign, start, end);
  else if (/^\d/.test(part)) sayPlain(reading, digitWords(part), start, end);
  else if (SPELLED_PARTS.has(lower) || lower.length === 1) {
    reading.tokens.letters(lower, start, end);
  } else if (lower.length < 4 && !reading.isListed(lower)) {
    reading.tokens.letters(lower, start, end);
  } else reading.tokens.word(lower, start, end);
}

const dashes: ReadingRule = {
  pattern: /--+|(?<=\s)-(?=\s)/uy,
  read: (match, { tokens }) => {
    tokens.mark("—", match.index, match.index + match[0].length);
    return true;
  },
};

const ellipsis: ReadingRule = {
  pattern: /\.(?:\s?\.)+/uy,
  read: (match, { tokens }) => {
    const end = match.index + match[0].length;
    tokens.mark(match[0].length > 2 ? "…" : ".", match.index, end);
    return true;
  },
};

/** A period between letters or digits belongs to a name: `config.json`. */
const innerDot = plainRule(/\.(?=[\p{L}\p{N}])/uy, (match, reading) => {
  const before = charBefore(match, reading);
  const sentence = /\p{Ll}/u.test(before) && /\p{Lu}/u.test(charAfter(match, reading));
  return /[\p{L}\p{N}]/u.test(before) && !sentence ? "dot" : undefined;
});

/** The straight quotation mark: opening after a space or an opening bracket, else closing. */
const quote: ReadingRule = {
  pattern: /["＂]/uy,
  read: (match, reading) => {
    const opens = /^[\s([{—–-]?$/u.test(charBefore(match, reading));
    reading.tokens.mark(opens ? "“" : "”", match.index, match.index + 1);
    return true;
  },
};

const punctuation: ReadingRule = {
  pattern: new RegExp(`[${Object.keys(MARKS).join("").replace("[]", "\\[\\]")}]`, "uy"),
  read: (match, { tokens }) => {
    const mark = MARKS[match[0]];
    if (mark) tokens.mark(mark, match.index, match.index + 1);
    return true;
  },
};

const SIGN_SOURCE = Object.keys(SIGNS).join("");

const sign = plainRule(new RegExp(`[${SIGN_SOURCE}]`, "uy"), (match, reading) => {
  const [before, after] = [charBefore(match, reading), charAfter(match, reading)];
  if (before === match[0] || after === match[0]) return undefined;
  const around = reading.text.slice(Math.max(0, match.index - 2), match.index + 3);
  return /[\p{L}\p{N}]/u.test(around) ? SIGNS[match[0]] : undefined;
});

/** Whatever else there is (emoji, control characters, lone surrogates) is passed over. */
const rest: ReadingRule = {
  pattern: /[^]/uy,
  read: (_match, { tokens }) => {
    tokens.blank();
    return true;
  },
};

/** The hyphen of `covid-19` and `mid-1990s`, which would make a number negative. */
const hyphenBeforeNumber: ReadingRule = {
  pattern: /(?<=[\p{L}\p{M}])[-‐‑](?=\d)/uy,
  read: (_match, { tokens }) => {
    tokens.blank();
    return true;
  },
};

/** The hyphens of a command's option: `--help`. */
const optionHyphens: ReadingRule = {
  pattern: /(?<![^\s([])--?(?=\p{L})/uy,
  read: (_match, { tokens }) => {
    tokens.blank();
    return true;
  },
};

/** Rules that come before those for words and numbers. */
export const LEADING_SIGN_RULES: readonly ReadingRule[] = [
  blank,
  address,
  optionHyphens,
  hyphenBeforeNumber,
];

/** Rules for what is neither word nor number; the last one takes anything. */
export const SIGN_RULES: readonly ReadingRule[] = [
  dashes,
  ellipsis,
  innerDot,
  quote,
  punctuation,
  sign,
  rest,
];
