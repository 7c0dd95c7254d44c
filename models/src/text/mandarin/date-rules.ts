import { cardinal, digitByDigit } from "./chinese-numbers.js";
import type { WrittenRule } from "./written-rule.js";
import { plainOnes } from "./written-rule.js";

/** The latest number before 年 that is a year and not a count of years. */
const YEAR_MAX = 2199;

/** What follows the year of an event: 2008奥运会, 2024款, 2019届. */
const YEAR_FOLLOWS = /^\s?(?:款|版|届|級|级|赛季|奥运|欧洲杯|世界杯|财年|春|夏|秋|冬|至今|以来)/;

/** What follows a count of years: 90年来, 85年的历史. */
const SPAN_FOLLOWS = /^(?:来|來|间|間|里|裡|内|內|前|后|後|以|多|期|时间|历史|歷史|如一日)/;

function year(digits: string): string {
  return plainOnes(digitByDigit(digits));
}

function isDate(month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** 2024-03-05, 2024/3/5, 2024.3.5 → 二零二四年三月五日. */
const numericDate: WrittenRule = {
  pattern: /(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d.])/y,
  say: (match) => {
    const [month, day] = [Number(match[3]), Number(match[4])];
    if (!isDate(month, day)) return undefined;
    return `${year(match[1] ?? "")}年${plainOnes(cardinal(String(month)))}月${plainOnes(cardinal(String(day)))}日`;
  },
};

/** 2024年3月 and 2024-03月 are rare; this is 3月5日, whose 一 are those of a date. */
const monthAndDay: WrittenRule = {
  pattern: /(\d{1,2})月(?:份|(\d{1,2})([日号號]))?/y,
  say: (match) => {
    const [month, day] = [Number(match[1]), Number(match[2] ?? 1)];
    if (!isDate(month, day)) return undefined;
    const said = `${plainOnes(cardinal(String(month)))}月`;
    if (match[2] === undefined) return match[0].endsWith("份") ? `${said}份` : said;
    return `${said}${plainOnes(cardinal(String(day)))}${match[3] === "日" ? "日" : "号"}`;
  },
};

/** 2019-2021年, 1990至1995年. */
const yearRange: WrittenRule = {
  pattern: /(\d{4})年?\s?[-–—~至到]\s?(\d{4})(?=年)/y,
  say: (match) => `${year(match[1] ?? "")}到${year(match[2] ?? "")}`,
};

/** 2024年, 98年; but 10年 and 5000年 are counts. */
const yearBeforeNian: WrittenRule = {
  pattern: /(\d{4}|\d\d)(?=年)/y,
  say: (match, { after }) => {
    const digits = match[1] ?? "";
    if (digits.length === 4) return Number(digits) > YEAR_MAX ? undefined : year(digits);
    const isYear = digits.startsWith("0") || Number(digits) >= 70;
    const follows = after.slice(1);
    if (!isYear || follows.startsWith("代") || SPAN_FOLLOWS.test(follows)) return undefined;
    return year(digits);
  },
};

/** 90后, 00后: those born in a decade. */
const decade: WrittenRule = {
  pattern: /([06789][05])(?=[后後](?![来來退]))/y,
  say: (match) => digitByDigit(match[1] ?? ""),
};

/** 2008奥运会, 2024款. */
const yearOfEvent: WrittenRule = {
  pattern: /((?:19|20)\d\d)(?!\d)/y,
  say: (match, { after }) => (YEAR_FOLLOWS.test(after) ? year(match[1] ?? "") : undefined),
};

/** 8:05 → 八点零五分; a score (3:2) has no two digits behind its colon. */
const clock: WrittenRule = {
  pattern: /(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?![\d:])/y,
  say: (match, { before }) => {
    const hour = Number(match[1]);
    if (hour > 24 || /(?:比分|比例|比)\s?$/.test(before)) return undefined;
    const [minutes = "", seconds] = [match[2], match[3]];
    const said = `${hour === 2 ? "两" : cardinal(String(hour))}点`;
    if (seconds !== undefined) return `${said}${two(minutes)}分${two(seconds)}秒`;
    return minutes === "00" ? `${said}整` : `${said}${two(minutes)}分`;
  },
};

/** Two digits of minutes: 05 → 零五, 30 → 三十. */
function two(digits: string): string {
  return (digits.startsWith("0") ? "零" : "") + (digits === "00" ? "" : cardinal(digits));
}

/** 3:2 → 三比二. */
const ratio: WrittenRule = {
  pattern: /(\d{1,4}(?:\.\d+)?):(\d{1,4}(?:\.\d+)?)(?![\d:])/y,
  say: (match) => {
    const [left = "", right = ""] = [match[1], match[2]];
    const side = (digits: string) => {
      const [whole = "", decimals] = digits.split(".");
      return (
        plainOnes(cardinal(whole)) + (decimals === undefined ? "" : `点${digitByDigit(decimals)}`)
      );
    };
    return `${side(left)}比${side(right)}`;
  },
};

/** Dates, years, times of day, and scores, which look like them. */
export const DATE_RULES: readonly WrittenRule[] = [
  numericDate,
  monthAndDay,
  yearRange,
  yearBeforeNian,
  decade,
  yearOfEvent,
  clock,
  ratio,
];
