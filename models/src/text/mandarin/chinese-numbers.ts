const DIGITS = "零一二三四五六七八九";

/** The places of a group of four digits, from the right. */
const PLACES = ["", "十", "百", "千"] as const;

/** The longest number that is read as a number; longer ones are read digit by digit. */
const CARDINAL_DIGITS_MAX = 16;

/** Digits one by one: 2024 → 二零二四. `one` is 幺 where digits are told over the telephone. */
export function digitByDigit(digits: string, one: "一" | "幺" = "一"): string {
  return Array.from(digits, (digit) => (digit === "1" ? one : (DIGITS[Number(digit)] ?? ""))).join(
    "",
  );
}

/** A whole number: 12050 → 一万二千零五十, with 两 before 千, 万 and 亿 as it is spoken. Any digits. */
export function cardinal(digits: string): string {
  const bare = digits.replace(/^0+(?=\d)/, "");
  if (bare.length > CARDINAL_DIGITS_MAX) return digitByDigit(digits);
  if (bare === "0") return "零";
  return spell(bare)
    .replace(/^一(?=十)/, "")
    .replace(/^二(?=百)/, "两")
    .replaceAll(/二(?=千)/g, "两")
    .replaceAll(/(?<!十)二(?=[万亿])/g, "两");
}

/** A number as written in digits, with separators and a decimal part: 1,234.50 → 一千二百三十四点五零. */
export function writtenNumber(written: string): string {
  const [whole = "", decimals] = written.replaceAll(",", "").split(".");
  const said = cardinal(whole === "" ? "0" : whole);
  return decimals === undefined || decimals === "" ? said : `${said}点${digitByDigit(decimals)}`;
}

/** Digits without leading zeros, not all zero. */
function spell(digits: string): string {
  if (digits.length <= 4) return spellGroup(digits);
  const tailDigits = digits.length <= 8 ? 4 : 8;
  const head = spell(digits.slice(0, -tailDigits));
  const tail = digits.slice(-tailDigits);
  const bare = tail.replace(/^0+/, "");
  const rest = bare === "" ? "" : (bare.length < tail.length ? "零" : "") + spell(bare);
  return head + (tailDigits === 4 ? "万" : "亿") + rest;
}

/** Up to four digits: 1005 → 一千零五. */
function spellGroup(digits: string): string {
  let said = "";
  let skipped = false;
  Array.from(digits).forEach((digit, index) => {
    if (digit === "0") {
      skipped = true;
      return;
    }
    if (skipped && said !== "") said += "零";
    skipped = false;
    said += (DIGITS[Number(digit)] ?? "") + (PLACES[digits.length - 1 - index] ?? "");
  });
  return said;
}
