import {
  fractionWords,
  numberWords,
  ordinalWords,
  pluralNumber,
  yearWords,
} from "../number-words.js";
import { plainRule, type ReadingRule } from "./reading-rule.js";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const MONTH = `(?:${MONTHS.join("|")}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\.?)`;

/** Month, day and year in words; `undefined` where there are no such month and day. */
function dateWords(year: string, month: string, day: string): string | undefined {
  const name = MONTHS[Number(month) - 1];
  if (name === undefined || Number(day) < 1 || Number(day) > 31) return undefined;
  const years = year.length === 4 ? yearWords(year) : numberWords(year);
  return `${name.toLowerCase()} ${ordinalWords(String(Number(day)))} ${years}`;
}

const isoDate = plainRule(
  /(\d{4})-(\d{2})-(\d{2})(?![\d-])/uy,
  ([, year = "", month = "", day = ""]) => dateWords(year, month, day),
);

const slashDate = plainRule(
  /(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?![\d/])/uy,
  // The American order, unless only the other one gives a date.
  ([, month = "", day = "", year = ""]) =>
    Number(month) > 12 ? dateWords(year, day, month) : dateWords(year, month, day),
);

/** The full name of a month that may be shortened. */
function monthName(written: string): string {
  const start = written.slice(0, 3).toLowerCase();
  return MONTHS.find((month) => month.toLowerCase().startsWith(start))?.toLowerCase() ?? written;
}

/** `January 5` and `Jan. 5th, 2026`: the day is an ordinal. */
const monthDay = plainRule(
  new RegExp(`(${MONTH})\\s(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s(\\d{4}))?(?![\\d:.,]*\\d|%)`, "uy"),
  ([, month = "", day = "", year]) => {
    if (Number(day) < 1 || Number(day) > 31) return undefined;
    const tail = year === undefined ? "" : ` ${yearWords(year)}`;
    return `${monthName(month)} ${ordinalWords(String(Number(day)))}${tail}`;
  },
);

/** `5 January 2026`, as "the fifth of January …". */
const dayMonth = plainRule(
  new RegExp(`(\\d{1,2})(?:st|nd|rd|th)?\\s(${MONTH})(?:,?\\s(\\d{4}))?(?![\\p{L}\\d])`, "uy"),
  ([, day = "", month = "", year]) => {
    if (Number(day) < 1 || Number(day) > 31) return undefined;
    const tail = year === undefined ? "" : ` ${yearWords(year)}`;
    return `the ${ordinalWords(String(Number(day)))} of ${monthName(month)}${tail}`;
  },
);

/** Both are read as initials. */
function halfDay(letter: string | undefined): string {
  if (letter === undefined) return "";
  return letter.toLowerCase() === "a" ? " a.m" : " p.m";
}

const clockTime = plainRule(
  /([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?:\s?([AaPp])(?:\.[Mm]\.|[Mm]\b))?(?![\d:])(\s?[-–]\s?(?=\d))?/uy,
  ([, hour = "", minute = "", second, half, until]) => {
    const hours = numberWords(String(Number(hour)));
    const minutes = minutesWords(minute, half !== undefined);
    const seconds =
      second === undefined ? "" : ` and ${numberWords(String(Number(second)))} seconds`;
    return `${hours} ${minutes}${seconds}${halfDay(half)}${until === undefined ? "" : " to"}`;
  },
);

function minutesWords(minute: string, hasHalf: boolean): string {
  if (minute === "00") return hasHalf ? "" : "o'clock";
  return minute.startsWith("0") ? `oh ${numberWords(minute.slice(1))}` : numberWords(minute);
}

const hourOnly = plainRule(
  /(1[0-2]|[1-9])\s?([AaPp])(?:\.[Mm]\.|[Mm]\b)(\s?[-–]\s?(?=\d))?/uy,
  ([, hour = "", half, until]) =>
    `${numberWords(hour)}${halfDay(half)}${until === undefined ? "" : " to"}`,
);

const decade = plainRule(/['’]?(\d{2}|\d{4})['’]?s(?![\p{L}\d])/uy, ([, digits = ""]) => {
  return pluralNumber(digits.length === 4 ? yearWords(digits) : numberWords(digits));
});

const fraction = plainRule(/(\d{1,6})\/(\d{1,6})(?![\d/])/uy, ([, above = "", below = ""]) => {
  // "24/7", "50/50" and "9/11" are no fractions.
  const pair = Number(above) >= Math.max(10, Number(below)) || `${above}/${below}` === "9/11";
  return pair ? `${numberWords(above)} ${numberWords(below)}` : fractionWords(above, below);
});

/** `Jan 2020`, `May 1999`. */
const monthYear = plainRule(
  new RegExp(`(${MONTH})\\s((?:1[1-9]|20)\\d\\d)(?![\\d:.,]*\\d|%|\\p{L})`, "uy"),
  ([, month = "", year = ""]) => `${monthName(month)} ${yearWords(year)}`,
);

/** Rules for dates, times of day and what looks like them. */
export const DATE_RULES: readonly ReadingRule[] = [
  isoDate,
  slashDate,
  monthYear,
  monthDay,
  dayMonth,
  clockTime,
  hourOnly,
  decade,
  fraction,
];
