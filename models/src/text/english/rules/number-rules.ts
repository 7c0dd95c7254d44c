import { foreignScript } from "../../unspeakable.js";
import { scriptOf } from "../fold-letters.js";
import {
  digitWords,
  NUMBER_DIGITS_MAX,
  numberWords,
  ordinalWords,
  pluralNumber,
  yearWords,
} from "../number-words.js";
import { NUMBER } from "./number-pattern.js";
import { charBefore, plainRule, type Reading, type ReadingRule, sayPlain } from "./reading-rule.js";
import { UNIT_PATTERN, unitWords } from "./units.js";

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

const phoneNumber = plainRule(
  /(?:\+?1[-. ])?(?:\((\d{3})\) ?|(\d{3})[-.])?(\d{3})-(\d{4})(?![\d-])/uy,
  (match) => digitWords(match[0].replace(/\D/g, "")),
);

/** Versions and addresses: `1.2.3`, `192.168.0.1`. */
const dotted = plainRule(/\d{1,6}(?:\.\d{1,6}){2,7}(?![\d.]*\d)/uy, (match) =>
  match[0].split(".").map(numberWords).join(" point "),
);

const ordinal = plainRule(
  /(\d{1,3}(?:,\d{3})+|\d{1,15})(?:st|nd|rd|th)(?![\p{L}\d])/uy,
  ([, digits = ""]) => ordinalWords(digits.replaceAll(",", "")),
);

/** `MP3s`, `F16s`: the plural of a number that belongs to a name. */
const pluralAfterLetter = plainRule(/(?<=\p{L}-?)(\d{1,4})s(?![\p{L}\d])/uy, ([, digits = ""]) =>
  pluralNumber(numberWords(digits)),
);

/** `6'2"`: feet and inches. */
const height = plainRule(/(\d)['’′](\d{1,2})(?:["”″]|['’]{2})/uy, ([, feet = "", inches = ""]) => {
  return `${numberWords(feet)} foot ${numberWords(inches)}`;
});

/** `5″`. */
const inches = plainRule(
  new RegExp(`(${NUMBER})″`, "uy"),
  ([, amount = ""]) => `${numberWords(amount)} ${amount === "1" ? "inch" : "inches"}`,
);

/** `1.5e-3`. */
const scientific = plainRule(
  /(\d{1,15}(?:\.\d{1,15})?)[eE]([-−+])?(\d{1,3})(?![\p{L}\d])/uy,
  ([, base = "", sign, exponent = ""]) => {
    const minus = sign === undefined || sign === "+" ? "" : "minus ";
    return `${numberWords(base)} times ten to the power of ${minus}${numberWords(exponent)}`;
  },
);

/** `10⁶`, but not `x²`, which is squared. */
const superscript = plainRule(
  new RegExp(`(${NUMBER})(⁻)?([⁰¹⁴-⁹][⁰¹²³⁴-⁹]{0,2}|[²³][⁰¹²³⁴-⁹]{1,2})`, "uy"),
  ([, base = "", sign, exponent = ""]) => {
    const minus = sign === undefined ? "" : "minus ";
    return `${numberWords(base)} to the power of ${minus}${numberWords(exponent.normalize("NFKC"))}`;
  },
);

/** `3^2`. */
const power = plainRule(
  new RegExp(`(${NUMBER})\\s?\\^\\s?(${NUMBER})`, "uy"),
  ([, base = "", exponent = ""]) => `${numberWords(base)} to the power of ${numberWords(exponent)}`,
);

/** `3 * 4`. */
const product = plainRule(
  new RegExp(`(${NUMBER})\\s?\\*\\s?(?=\\d)`, "uy"),
  ([, amount = ""]) => `${numberWords(amount)} times`,
);

const withUnit = plainRule(
  new RegExp(
    `(-|−|\\+)?(${NUMBER}|\\.\\d{1,15}(?!\\d))\\s?(${UNIT_PATTERN})(\\s?[-–]\\s?(?=\\d))?`,
    "uy",
  ),
  (match, reading) => {
    const [, sign, amount = "", unit = "", until] = match;
    // "A4 m" and "MP3s" are names, not measures.
    if (sign === undefined && /\p{L}/u.test(charBefore(match, reading))) return undefined;
    const said = `${numberWords(amount)} ${unitWords(unit, amount)}`;
    return signWord(sign, match, reading) + said + (until === undefined ? "" : " to");
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
  if (!/\d/.test(charBefore(match, reading))) return said;
  return `and ${said.replace(/^one /, "a ")}`;
}

/** Rules for numbers, the most special first. */
export const NUMBER_RULES: readonly ReadingRule[] = [
  longNumber,
  phoneNumber,
  dotted,
  ordinal,
  pluralAfterLetter,
  height,
  inches,
  scientific,
  superscript,
  power,
  product,
  withUnit,
  range,
  dimensions,
  ratio,
  numbered,
  plain,
  otherDigits,
];
