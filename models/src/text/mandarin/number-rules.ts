import { cardinal, writtenNumber } from "./chinese-numbers.js";
import { digitCode, PHONE_RULES } from "./code-rules.js";
import {
  CURRENCY_PATTERN,
  currencyName,
  isTwoOf,
  UNIT_PATTERN,
  unitName,
} from "./measure-words.js";
import type { Surroundings, WrittenRule } from "./written-rule.js";
import { PLAIN_ONE, plainOnes } from "./written-rule.js";

/** A number with separators and decimals. */
const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?`;

/** The multiples that follow a number before its unit: 3.5亿美元. */
const MULTIPLE = "[百千]?[万萬亿億]?";

/** 1.2.3, 192.168.1.1: versions and addresses. */
const version: WrittenRule = {
  pattern: /\d+(?:\.\d+){2,}/y,
  say: (match) =>
    plainOnes(
      match[0]
        .split(".")
        .map((part) => cardinal(part))
        .join("点"),
    ),
};

/** $3.50, US$20, ¥3万, €1.2亿, RMB 500. */
const money: WrittenRule = {
  pattern: new RegExp(
    `(?<sign>${CURRENCY_PATTERN})\\s?(?<number>${NUMBER})\\s?(?<multiple>${MULTIPLE})`,
    "y",
  ),
  say: ({ groups }) => {
    const multiple = simplified(groups?.["multiple"] ?? "");
    const name = currencyName(groups?.["sign"]);
    return amount(withoutCents(groups?.["number"] ?? ""), multiple + name) + multiple + name;
  },
};

/** 20 USD, 500RMB, 3.5万€. */
const moneyBehind: WrittenRule = {
  pattern: new RegExp(
    `(?<number>${NUMBER})\\s?(?<multiple>${MULTIPLE})\\s?(?<sign>${CURRENCY_PATTERN})`,
    "y",
  ),
  say: ({ groups }) => {
    const multiple = simplified(groups?.["multiple"] ?? "");
    const name = currencyName(groups?.["sign"]);
    return amount(withoutCents(groups?.["number"] ?? ""), multiple + name) + multiple + name;
  },
};

/** 5%, -3.2%, 5%-10%, 5~10%, 3‰. */
const percent: WrittenRule = {
  pattern: new RegExp(
    `(?<minus>-)?(?<low>${NUMBER})(?:%?\\s?[-–~至到]\\s?(?<high>${NUMBER}))?(?<sign>[%‰])`,
    "y",
  ),
  say: ({ groups }, { before }) => {
    const of = groups?.["sign"] === "%" ? "百分之" : "千分之";
    const minus = groups?.["minus"] === undefined || isWordLike(before) ? "" : "负";
    const low = minus + of + plainOnes(writtenNumber(groups?.["low"] ?? ""));
    const high = groups?.["high"];
    return high === undefined ? low : `${low}到${of}${plainOnes(writtenNumber(high))}`;
  },
};

/** 3-5个, 10~20km, -5℃~3℃, 第1-3章. */
const range: WrittenRule = {
  pattern: new RegExp(
    `(?<lowMinus>[-−])?(?<low>${NUMBER})(?:${UNIT_PATTERN.replace("?<unit>", "?<lowUnit>")})?\\s?[-–—~至到]\\s?(?<minus>[-−])?(?<high>${NUMBER})(?![\\d-=])(?:${UNIT_PATTERN})?`,
    "y",
  ),
  say: ({ groups }, { before, after }) => {
    const { lowMinus, low = "", high = "", lowUnit, unit, minus } = groups ?? {};
    if (lowMinus !== undefined && isWordLike(before)) return undefined;
    const [lowName, name] = [unitName(lowUnit), unitName(unit)];
    const rest = name + after;
    const from = amount(low, lowName === "" ? rest : lowName, before) + lowName;
    const to = amount(high, rest, before) + name;
    const below = (sign: string | undefined) => (sign === undefined ? "" : minusOf(rest));
    return `${below(lowMinus)}${from}到${below(minus)}${to}`;
  },
};

/** 1/2 → 二分之一; 24/7 and the like are rarer. */
const fraction: WrittenRule = {
  pattern: /(\d{1,4})\/(\d{1,4})(?![\d/])/y,
  say: (match) =>
    `${plainOnes(cardinal(match[2] ?? ""))}分之${plainOnes(cardinal(match[1] ?? ""))}`,
};

/** 3+2=5, 6×7, 8÷2, 2>1. */
const OPERATORS: Readonly<Record<string, string>> = {
  "+": "加",
  "-": "减",
  "−": "减",
  "×": "乘",
  "*": "乘",
  "÷": "除以",
  "=": "等于",
  "≈": "约等于",
  ">": "大于",
  "<": "小于",
  "≥": "大于等于",
  "≤": "小于等于",
  "±": "正负",
};

/** A sign between numbers, or between one and a letter. */
const operator: WrittenRule = {
  pattern: /\s?([-+−×*÷=≈><≥≤])\s?(?=-?\d|[A-Za-z]\b)/y,
  say: (match, { before, after }) => {
    if (!/[\dA-Za-z)]$/.test(before)) return undefined;
    const sign = match[1] ?? "";
    // A hyphen is a minus only within a sum.
    if (sign === "-" && !/^\d+(?:\.\d+)?\s?=/.test(after)) return undefined;
    return OPERATORS[sign];
  },
};

/** C++, C#. */
const languageName: WrittenRule = {
  pattern: /\+\+|#(?![\w#])/y,
  say: (match, { before }) => {
    if (!/(?:^|[^A-Za-z])[A-Za-z]$/.test(before)) return undefined;
    return match[0] === "#" ? "井" : "加加";
  },
};

/** ± before a number, and a minus that is no hyphen: 零下 before degrees. */
const signed: WrittenRule = {
  pattern: new RegExp(`(?<sign>[-−+±])(?<number>${NUMBER})(?:${UNIT_PATTERN})?`, "y"),
  say: ({ groups }, { before, after }) => {
    const { sign = "", number = "", unit } = groups ?? {};
    if (isWordLike(before)) return undefined;
    const name = unitName(unit);
    const said = amount(number, name + after) + name;
    if (sign === "±") return `正负${said}`;
    if (sign === "+") return `正${said}`;
    return minusOf(name + after) + said;
  },
};

/** 5km, 3 kg, 20℃, 60m². */
const quantity: WrittenRule = {
  pattern: new RegExp(`(?<number>${NUMBER})${UNIT_PATTERN}`, "y"),
  say: ({ groups }) => {
    const name = unitName(groups?.["unit"]);
    return amount(groups?.["number"] ?? "", name) + name;
  },
};

/** No. 5 → 第五. */
const numero: WrittenRule = {
  pattern: /(?:No\.|NO\.|№)\s?(\d+)/y,
  say: (match) => `第${plainOnes(cardinal(match[1] ?? ""))}`,
};

/** Any other number. */
const plainNumber: WrittenRule = {
  pattern: new RegExp(NUMBER, "y"),
  say: (match, { before, after }) => {
    const isMoney = /^\s?(?:元|块|塊|美元|欧元|英镑|港元|日元)/.test(after);
    return amount(isMoney ? withoutCents(match[0]) : match[0], after, before);
  },
};

/** ½, ①, Ⅳ, ²: one character that stands for a number. */
const numberCharacter: WrittenRule = {
  pattern: /[\u00BC-\u00BE\u2150-\u215E\u2160-\u216B\u2460-\u2473\u00B2\u00B3]/y,
  say: (match) => {
    const plain = match[0].normalize("NFKD");
    const [top, bottom] = plain.split("⁄");
    if (bottom !== undefined) return `${cardinal(bottom)}分之${plainOnes(cardinal(top ?? ""))}`;
    if (match[0] === "²") return "平方";
    if (match[0] === "³") return "立方";
    if (/^\d+$/.test(plain)) return plainOnes(cardinal(plain));
    return plainOnes(cardinal(String(match[0].charCodeAt(0) - 0x215f)));
  },
};

/** A number before what it counts: a lone 2 is 两 there, and 一 before 月, 号, 楼 that of an ordinal. */
function amount(number: string, after: string, before: Surroundings["before"] = ""): string {
  const said = writtenNumber(number);
  if (said === "二") return isTwoOf(before, after) ? "两" : "二";
  const isOrdinal = /[第初]$/.test(before) || /^(?:月|号|號|楼|樓|班|级|級|等|流)/.test(after);
  if (isOrdinal || number.includes(".")) return plainOnes(said);
  // In 十一 and 二十一 it is the number's last digit, and stays what it is.
  return said.replace(/(?<=[十百千万零])一$/, PLAIN_ONE);
}

/** An amount of money without the zeros that only fill up its cents: 3.50 → 3.5. */
function withoutCents(number: string): string {
  return number.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

function simplified(multiple: string): string {
  return multiple.replace("萬", "万").replace("億", "亿");
}

/** A minus before a number and what follows it: degrees are below zero. */
function minusOf(rest: string): string {
  return /^(?:摄氏|攝氏|华氏)?度/.test(rest) ? "零下" : "负";
}

/** Whether a hyphen behind it joins words or numbers and is no minus. */
function isWordLike(before: string): boolean {
  return /[A-Za-z0-9)]$/.test(before);
}

/** Numbers in digits, in the order in which they must be tried. */
export const NUMBER_RULES: readonly WrittenRule[] = [
  ...PHONE_RULES,
  numero,
  version,
  money,
  percent,
  moneyBehind,
  range,
  fraction,
  languageName,
  operator,
  signed,
  quantity,
  digitCode,
  plainNumber,
  numberCharacter,
];
