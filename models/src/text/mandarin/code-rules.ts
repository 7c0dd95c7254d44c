import { digitByDigit } from "./chinese-numbers.js";
import type { Surroundings, WrittenRule } from "./written-rule.js";
import { plainOnes } from "./written-rule.js";

/** What makes the digits behind it a code. */
const CODE_BEFORE =
  /(?:电话|電話|热线|熱線|拨打|撥打|手机|手機|号码|號碼|密码|密碼|验证码|驗證碼|编号|編號|尾号|邮编|邮政编码|学号|账号|卡号|车牌|航班|车次|工号|房间|房間|拨|QQ|微信)(?:号|號)?(?:码|碼)?(?:是|为|為|:|：)?\s?$/u;

/** Behind these, digits are a code where they are many. */
const NUMBER_BEFORE = /[号號码碼](?:是|为|為|:|：)?\s?$/u;
const CODE_DIGITS_MIN = 5;

/** Telephone numbers that are told digit by digit where something is said of calling. */
const CALLED = /^(?:110|114|119|120|122|911|315|10010|10000|12345|95\d{3})$/;

/** What such a number counts where it is none to call. */
const COUNTED = /^[个個分米次公元年月人块塊条條份]/;

/** Telephone numbers so well known that they are never amounts. */
const ALWAYS_CALLED = /^(?:10086|12306|12315)$/;

/** 13812345678, 138-1234-5678, +86 138 1234 5678. */
const mobilePhone: WrittenRule = {
  pattern: /(?:\+86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/y,
  say: (match) => (match[0].startsWith("+") ? "加" : "") + dictated(match[0]),
};

/** 010-12345678, 400-123-4567, +1 650 253 0000. */
const otherPhone: WrittenRule = {
  pattern: /(?:0\d{2,3}-\d{7,8}|[48]00-\d{3,4}-\d{3,4}|\+\d{1,3}(?:[- ]\d{2,5}){2,4})(?!\d)/y,
  say: (match) => (match[0].startsWith("+") ? "加" : "") + dictated(match[0]),
};

/** Telephone numbers, which must be tried before other numbers. */
export const PHONE_RULES: readonly WrittenRule[] = [mobilePhone, otherPhone];

/** Digits told one by one: codes, numbers with a zero before, very long ones, and those behind letters (CA1234). */
export const digitCode: WrittenRule = {
  pattern: /\d+(?:-\d+){2,}|\d+(?![\d.,]*\d)/y,
  say: (match, around) => {
    const digits = match[0];
    if (digits.includes("-") || isDictated(digits, around)) return dictated(digits);
    const isLong = digits.length >= 10 && !digits.endsWith("0000");
    if (/^0\d/.test(digits) || isLong || isModel(digits, around)) {
      return plainOnes(digitByDigit(digits));
    }
    return undefined;
  },
};

/** Whether digits are told like a telephone number, with 幺 for 1. */
function isDictated(digits: string, { before, after }: Surroundings): boolean {
  if (CODE_BEFORE.test(before) || ALWAYS_CALLED.test(digits)) return true;
  if (NUMBER_BEFORE.test(before) && digits.length >= CODE_DIGITS_MIN) return true;
  if (/^\d{3,4}$/.test(digits) && /^(?:室|房|号房|宿舍)/.test(after)) return true;
  return CALLED.test(digits) && /[打拨撥报報]/.test(before) && !COUNTED.test(after);
}

/** Whether digits name a model: behind letters, before p or i (1080P), or behind a maker's name. */
function isModel(digits: string, { before, after }: Surroundings): boolean {
  if (digits.length < 3) return false;
  return (
    /(?:[A-Za-z]-?|波音|空客|歼|运|奔驰|宝马)$/.test(before) || /^[pPiI](?![A-Za-z])/.test(after)
  );
}

/** Digits as they are told over the telephone, in groups: those written, or three, four and four of a mobile number. */
function dictated(written: string): string {
  const groups = /^1\d{10}$/.test(written)
    ? [written.slice(0, 3), written.slice(3, 7), written.slice(7)]
    : (written.match(/\d+/g) ?? []);
  return groups.map((digits) => digitByDigit(digits, "幺")).join(" ");
}
