import { digitWords, numberWords } from "../number-words.js";
import { NUMBER } from "./number-pattern.js";
import { plainRule, type ReadingRule } from "./reading-rule.js";

/** One of it, several, one hundredth, several hundredths. */
type Currency = readonly [string, string, string, string];

const CENTS = ["cent", "cents"] as const;

const CURRENCIES: Readonly<Record<string, Currency>> = {
  $: ["dollar", "dollars", ...CENTS],
  US$: ["u.s dollar", "u.s dollars", ...CENTS],
  C$: ["canadian dollar", "canadian dollars", ...CENTS],
  A$: ["australian dollar", "australian dollars", ...CENTS],
  NZ$: ["new zealand dollar", "new zealand dollars", ...CENTS],
  HK$: ["hong kong dollar", "hong kong dollars", ...CENTS],
  "€": ["euro", "euros", ...CENTS],
  "£": ["pound", "pounds", "penny", "pence"],
  "¥": ["yen", "yen", "sen", "sen"],
  "₹": ["rupee", "rupees", "paisa", "paise"],
  "₩": ["won", "won", "jeon", "jeon"],
  "₽": ["ruble", "rubles", "kopeck", "kopecks"],
  "₺": ["lira", "lira", "kurus", "kurus"],
  "₪": ["shekel", "shekels", "agora", "agorot"],
  "฿": ["baht", "baht", "satang", "satang"],
  "₫": ["dong", "dong", "hao", "hao"],
  "₿": ["bitcoin", "bitcoins", ...CENTS],
};

/** Currencies by the code of ISO 4217. */
const CODES: Readonly<Record<string, string>> = {
  USD: "u.s dollars",
  EUR: "euros",
  GBP: "british pounds",
  JPY: "japanese yen",
  CNY: "chinese yuan",
  RMB: "chinese yuan",
  CHF: "swiss francs",
  CAD: "canadian dollars",
  AUD: "australian dollars",
  INR: "indian rupees",
  KRW: "korean won",
  SEK: "swedish kronor",
};

const SCALES: Readonly<Record<string, string>> = {
  k: "thousand",
  m: "million",
  mn: "million",
  b: "billion",
  bn: "billion",
  t: "trillion",
  tn: "trillion",
};

const SIGN = "[$€£¥₹₩₽₺₪฿₫₿]";
const SCALE = "(thousand|million|billion|trillion|bn|mn|tn|[kKmMbBtT])(?![\\p{L}\\d])";

/** `$5.50`, `-€3`, `US$1.2bn`. */
const money = plainRule(
  new RegExp(`(-|−)?((?:US|C|A|NZ|HK)?\\$|${SIGN})\\s?(${NUMBER})(?:\\s?${SCALE})?`, "uy"),
  ([, minus, sign = "", amount = "", scale]) => {
    const words = moneyWords(sign, amount, scale);
    return minus === undefined || words === undefined ? words : `minus ${words}`;
  },
);

const moneyAfter = plainRule(
  new RegExp(`(${NUMBER})\\s?([€£¥₹₩₽₺₪฿₫₿]|\\$(?!\\d))`, "uy"),
  ([, amount = "", sign = ""]) => moneyWords(sign, amount, undefined),
);

const cents = plainRule(new RegExp(`(${NUMBER})\\s?¢`, "uy"), ([, amount = ""]) => {
  return `${numberWords(amount)} ${amount === "1" ? "cent" : "cents"}`;
});

const CODE = Object.keys(CODES).join("|");

const codeAfter = plainRule(
  new RegExp(
    `(${NUMBER})\\s?(?:${SCALE.replace("(?![", "(?= [")} )?(${CODE})(?![\\p{L}\\d])`,
    "uy",
  ),
  ([, amount = "", scale, code = ""]) => codeWords(amount, scale, code),
);

const codeBefore = plainRule(
  new RegExp(`(${CODE})\\s?(${NUMBER})(?:\\s?${SCALE})?`, "uy"),
  ([, code = "", amount = "", scale]) => codeWords(amount, scale, code),
);

function codeWords(amount: string, scale: string | undefined, code: string): string | undefined {
  const name = CODES[code];
  if (name === undefined) return undefined;
  const many = scale === undefined ? "" : `${SCALES[scale.toLowerCase()] ?? scale} `;
  return `${numberWords(amount)} ${many}${name}`;
}

function moneyWords(sign: string, amount: string, scale: string | undefined): string | undefined {
  const currency = CURRENCIES[sign];
  if (currency === undefined) return undefined;
  const [one, many, cent, small] = currency;
  if (scale !== undefined) {
    return `${numberWords(amount)} ${SCALES[scale.toLowerCase()] ?? scale} ${many}`;
  }
  const [whole = "", fraction] = amount.split(".");
  const main = `${numberWords(whole)} ${whole === "1" ? one : many}`;
  if (fraction === undefined || /^0+$/.test(fraction)) return main;
  if (fraction.length !== 2) return `${numberWords(amount)} ${many}`;
  const rest = `${numberWords(String(Number(fraction)))} ${fraction === "01" ? cent : small}`;
  return whole === "0" ? rest : `${main} and ${rest}`;
}

/** Digits of an emergency number are said one by one. */
const emergency = plainRule(/(?<![\d.,])911(?![\d.,]*\d|\p{L})/uy, () => digitWords("911"));

/** Rules for money, the most special first. */
export const MONEY_RULES: readonly ReadingRule[] = [
  money,
  moneyAfter,
  cents,
  codeBefore,
  codeAfter,
  emergency,
];
