import { foreignScript } from "../../unspeakable.js";
import { scriptOf } from "../fold-letters.js";
import {
  digitWords,
  NUMBER_DIGITS_MAX,
  numberWords,
  ordinalWords,
  yearWords,
} from "../number-words.js";
import { charBefore, plainRule, type Reading, type ReadingRule, sayPlain } from "./reading-rule.js";
import { UNIT_PATTERN, unitWords } from "./units.js";

/** One of it, several, one hundredth, several hundredths. */
type Currency = readonly [string, string, string, string];

const CURRENCIES: Readonly<Record<string, Currency>> = {
  $: ["dollar", "dollars", "cent", "cents"],
  "€": ["euro", "euros", "cent", "cents"],
  "£": ["pound", "pounds", "penny", "pence"],
  "¥": ["yen", "yen", "sen", "sen"],
  "₹": ["rupee", "rupees", "paisa", "paise"],
};

const SCALES: Readonly<Record<string, string>> = {
  k: "thousand",
  m: "million",
  b: "billion",
  bn: "billion",
  t: "trillion",
};

/** A number as people write it: groups of thousands, decimals. The digits are bounded, as in {@link longNumber}. */
const NUMBER = `(?:\\d{1,3}(?:,\\d{3})+|\\d{1,${NUMBER_DIGITS_MAX}})(?:\\.\\d{1,${NUMBER_DIGITS_MAX}})?(?!\\d)`;

/** More digits in a row than are read as one number: each digit is a word of its own, with its own span. */
const longNumber: ReadingRule = {
  pattern: new RegExp(`\\d{${NUMBER_DIGITS_MAX + 1},}`, "uy"),
  read: (match, reading) => {
    for (const [offset, digit] of Array.from(match[0]).entries()) {
      const at = match.index + offset;
      sayPlain(reading, digitWords(digit), at, at + 1);
    }
    return true;
  },
};

const money = plainRule(
  new RegExp(
    `([$€£¥₹])\\s?(${NUMBER})(?:\\s?(thousand|million|billion|trillion|bn|[kKmMbBtT])(?![\\p{L}\\d]))?`,
    "uy",
  ),
  ([, sign = "", amount = "", scale]) => moneyWords(sign, amount, scale),
);

const moneyAfter = plainRule(
  new RegExp(`(${NUMBER})\\s?([€£¥₹]|\\$(?!\\d))`, "uy"),
  ([, amount = "", sign = ""]) => moneyWords(sign, amount, undefined),
);

function moneyWords(sign: string, amount: string, scale: string | undefined): string | undefined {
  const currency = CURRENCIES[sign];
  if (currency === undefined) return undefined;
  const [one, many, cent, cents] = currency;
  if (scale !== undefined) {
    return `${numberWords(amount)} ${SCALES[scale.toLowerCase()] ?? scale} ${many}`;
  }
  const [whole = "", fraction] = amount.split(".");
  const main = `${numberWords(whole)} ${whole === "1" ? one : many}`;
  if (fraction === undefined || /^0+$/.test(fraction)) return main;
  if (fraction.length !== 2) return `${numberWords(amount)} ${many}`;
  const small = `${numberWords(String(Number(fraction)))} ${fraction === "01" ? cent : cents}`;
  return whole === "0" ? small : `${main} and ${small}`;
}

const phoneNumber = plainRule(
  /(?:\+?1[-. ])?(?:\((\d{3})\) ?|(\d{3})[-.])?(\d{3})-(\d{4})(?![\d-])/uy,
  (match) => digitWords(match[0].replace(/\D/g, "")),
);

/** Versions and addresses: `1.2.3`, `192.168.0.1`. */
const dotted = plainRule(/\d{1,6}(?:\.\d{1,6}){2,7}(?![\d.]*\d)/uy, (match) =>
  match[0].split(".").map(numberWords).join(" point "),
);

const ordinal = plainRule(/(\d{1,15})(?:st|nd|rd|th)(?![\p{L}\d])/uy, ([, digits = ""]) =>
  ordinalWords(digits),
);

const withUnit = plainRule(
  new RegExp(`(-|−|\\+)?(${NUMBER}|\\.\\d{1,15}(?!\\d))\\s?(${UNIT_PATTERN})`, "uy"),
  (match, reading) => {
    const [, sign, amount = "", unit = ""] = match;
    return `${signWord(sign, match, reading)}${numberWords(amount)} ${unitWords(unit, amount)}`;
  },
);

const range = plainRule(
  new RegExp(`(${NUMBER})\\s?(?:-|–)\\s?(${NUMBER})(?![-–\\d])(?:\\s?(${UNIT_PATTERN}))?`, "uy"),
  ([, from = "", to = "", unit]) => {
    if (unit === undefined) return `${plainNumber(from)} to ${plainNumber(to)}`;
    return `${numberWords(from)} to ${numberWords(to)} ${unitWords(unit, to)}`;
  },
);

const dimensions = plainRule(
  new RegExp(`(${NUMBER})\\s?[x×]\\s?(?=\\d)`, "uy"),
  ([, amount = ""]) => `${numberWords(amount)} by`,
);

const ratio = plainRule(/(\d{1,6}):(?=\d)/uy, ([, amount = ""]) => `${numberWords(amount)} to`);

const numbered = plainRule(/(?:#|№ ?|[Nn]o\. ?)(\d{1,15})(?!\d)/uy, ([, digits = ""]) => {
  return `number ${numberWords(digits)}`;
});

const plain = plainRule(
  new RegExp(`(-|−|\\+)?(${NUMBER}|\\.\\d{1,15}(?!\\d))`, "uy"),
  (match, reading) => {
    const [, sign, amount = ""] = match;
    return `${signWord(sign, match, reading)}${plainNumber(amount)}`;
  },
);

/** A number without unit: four digits that may be a year are read as one. */
function plainNumber(amount: string): string {
  return /^(?:1[1-9]|20)\d\d$/.test(amount) ? yearWords(amount) : numberWords(amount);
}

/** The word of a sign, where it isn't the hyphen of a word before it ("covid-19"). */
function signWord(sign: string | undefined, match: RegExpExecArray, reading: Reading): string {
  if (sign === undefined) return "";
  if (sign === "+") return "plus ";
  return /[\p{L}\p{N}]/u.test(charBefore(match, reading)) ? "" : "minus ";
}

/** Digits that are no 0-9: circled, superscript, fractions; those of another script are refused. */
const otherDigits: ReadingRule = {
  pattern: /\p{N}/uy,
  read: (match, reading) => {
    const [sign] = match;
    const known: Readonly<Record<string, string>> = { "²": "squared", "³": "cubed" };
    const [, above, below] = /^(\d+)⁄(\d+)$/.exec(sign.normalize("NFKC")) ?? [];
    const digits = /^\d+$/.exec(sign.normalize("NFKC"))?.[0];
    const end = match.index + sign.length;
    if (known[sign] !== undefined) sayPlain(reading, known[sign], match.index, end);
    else if (above !== undefined && below !== undefined) {
      sayPlain(reading, fractionOf(above, below, match, reading), match.index, end);
    } else if (digits !== undefined) sayPlain(reading, numberWords(digits), match.index, end);
    else if (/\p{Nd}/u.test(sign)) throw foreignScript(scriptOf(sign), reading.languages);
    return true;
  },
};

/** `½`, and after a whole number "and one half". */
function fractionOf(
  above: string,
  below: string,
  match: RegExpExecArray,
  reading: Reading,
): string {
  const words: Readonly<Record<string, string>> = {
    "1/2": "one half",
    "1/3": "one third",
    "2/3": "two thirds",
    "1/4": "one quarter",
    "3/4": "three quarters",
    "1/8": "one eighth",
  };
  const said = words[`${above}/${below}`] ?? `${numberWords(above)} over ${numberWords(below)}`;
  return /\d/.test(charBefore(match, reading)) ? `and ${said}` : said;
}

/** Rules for numbers, the most special first. */
export const NUMBER_RULES: readonly ReadingRule[] = [
  longNumber,
  money,
  moneyAfter,
  phoneNumber,
  dotted,
  ordinal,
  withUnit,
  range,
  dimensions,
  ratio,
  numbered,
  plain,
  otherDigits,
];
