import { digitWords } from "../number-words.js";
import type { PauseMark } from "../phoneme-table.js";
import {
  charAfter,
  charBefore,
  plainRule,
  type Reading,
  type ReadingRule,
  sayPlain,
} from "./reading-rule.js";

/** Punctuation by what it comes to; the fullwidth and CJK forms, too. */
const PAUSES: Readonly<Record<string, PauseMark>> = {
  ",": ",",
  ";": ",",
  ":": ",",
  "(": ",",
  ")": ",",
  "—": ",",
  "–": ",",
  "…": ",",
  "、": ",",
  "，": ",",
  "；": ",",
  "：": ",",
  "（": ",",
  "）": ",",
  ".": ".",
  "。": ".",
  "．": ".",
  "?": "?",
  "？": "?",
  "!": "!",
  "！": "!",
};

/** Signs that are read where they stand beside something: alone or in rows they are decoration. */
const SIGNS: Readonly<Record<string, string>> = {
  "&": "and",
  "@": "at",
  "%": "percent",
  "+": "plus",
  "=": "equals",
  "<": "less than",
  ">": "greater than",
  "≤": "at most",
  "≥": "at least",
  "≈": "about",
  "×": "times",
  "÷": "divided by",
  "±": "plus or minus",
  "°": "degrees",
  "€": "euro",
  "£": "pound",
  "§": "section",
  "→": "to",
};

const blank: ReadingRule = {
  // A blank line ends a paragraph; a single line break may be no more than a wrapped line.
  pattern: /[\s\p{Cc}\p{Cf}]+/uy,
  read: (match, { spoken }) => {
    if (/\n[^\S\n]*\n|\r\n\s*\r\n/.test(match[0])) spoken.pause(".");
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
      .matchAll(/[A-Za-z]+|\d+|[./@?&=#_-]/g)) {
      sayAddressPart(part, match.index, end, reading);
    }
    const [rest = ""] = match[0].slice(written.length);
    const mark = PAUSES[rest];
    if (mark !== undefined) reading.spoken.pause(mark);
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
};

function sayAddressPart(part: string, start: number, end: number, reading: Reading): void {
  const { spoken, pronouncer } = reading;
  const sign = ADDRESS_SIGNS[part];
  if (sign !== undefined) sayPlain(reading, sign, start, end);
  else if (/^\d/.test(part)) sayPlain(reading, digitWords(part), start, end);
  else if (part.toLowerCase() === "www") spoken.say(pronouncer.letters("www"), start, end);
  else spoken.say(pronouncer.capitals(part.toLowerCase()), start, end);
}

const dashes: ReadingRule = {
  pattern: /--+|(?<=\s)-(?=\s)/uy,
  read: (_match, { spoken }) => {
    spoken.pause(",");
    return true;
  },
};

/** A period between letters or digits belongs to a name: `config.json`. */
const innerDot = plainRule(/\.(?=[\p{L}\p{N}])/uy, (match, reading) => {
  const before = charBefore(match, reading);
  const sentence = /\p{Ll}/u.test(before) && /\p{Lu}/u.test(charAfter(match, reading));
  return /[\p{L}\p{N}]/u.test(before) && !sentence ? "dot" : undefined;
});

const slash = plainRule(/\/(?=[\p{L}\p{N}])/uy, (match, reading) =>
  /[\p{L}\p{N}]/u.test(charBefore(match, reading)) ? "slash" : undefined,
);

const punctuation: ReadingRule = {
  pattern: new RegExp(`[${Object.keys(PAUSES).join("")}]`, "uy"),
  read: (match, { spoken }) => {
    const mark = PAUSES[match[0]];
    if (mark !== undefined) spoken.pause(mark);
    return true;
  },
};

const sign = plainRule(new RegExp(`[${Object.keys(SIGNS).join("")}]`, "uy"), (match, reading) => {
  const [before, after] = [charBefore(match, reading), charAfter(match, reading)];
  if (before === match[0] || after === match[0]) return undefined;
  const around = reading.text.slice(Math.max(0, match.index - 2), match.index + 3);
  return /[\p{L}\p{N}]/u.test(around) ? SIGNS[match[0]] : undefined;
});

/** Whatever else there is (emoji, quotation marks, control characters, lone surrogates) is passed over. */
const rest: ReadingRule = { pattern: /[^]/uy, read: () => true };

/** Rules that come before those for words and numbers. */
export const LEADING_SIGN_RULES: readonly ReadingRule[] = [blank, address];

/** Rules for what is neither word nor number; the last one takes anything. */
export const SIGN_RULES: readonly ReadingRule[] = [
  dashes,
  innerDot,
  slash,
  punctuation,
  sign,
  rest,
];
