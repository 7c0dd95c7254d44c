/** Punctuation and signs as marks of Kokoro's vocabulary; an empty one only parts words. */
const MARKS = new Map<string, string>([
  ...Array.from("、,，､", (sign) => [sign, ","] as const),
  ...Array.from(".。．｡", (sign) => [sign, "."] as const),
  ...Array.from("!！", (sign) => [sign, "!"] as const),
  ...Array.from("?？", (sign) => [sign, "?"] as const),
  ...Array.from(":：", (sign) => [sign, ":"] as const),
  ...Array.from(";；", (sign) => [sign, ";"] as const),
  ...Array.from("…⋯", (sign) => [sign, "…"] as const),
  ...Array.from("—–―─", (sign) => [sign, "—"] as const),
  ...Array.from("(（[［【〔{｛", (sign) => [sign, "("] as const),
  ...Array.from(")）]］】〕}｝", (sign) => [sign, ")"] as const),
  ...Array.from("“「『《〈«", (sign) => [sign, "“"] as const),
  ...Array.from("”」』》〉»", (sign) => [sign, "”"] as const),
  // A line's end parts sentences where no mark does.
  ["\n", "."],
]);

/** Signs that are read between Chinese words. */
const SIGN_WORDS = new Map([
  ["&", "和"],
  ["＆", "和"],
  ["の", "的"],
  ["＋", "加"],
  ["=", "等于"],
  ["＝", "等于"],
  ["×", "乘"],
  ["÷", "除以"],
]);

/** The mark that a character stands for; undefined for what is no punctuation. */
export function markOf(char: string): string | undefined {
  return MARKS.get(char);
}

/** The word that a sign stands for; undefined for what is passed over. */
export function signWord(char: string): string | undefined {
  return SIGN_WORDS.get(char);
}

/** Full-width Latin letters, digits and signs as plain ones, each in its place; punctuation is left alone. */
export function narrow(text: string): string {
  return text.replaceAll(/[\uFF01-\uFF5E\u3000]/g, (char) =>
    char === "\u3000" ? " " : String.fromCharCode(char.charCodeAt(0) - 0xfee0),
  );
}

/** Chinese punctuation as the marks that it stands for, each in its place, for a reader that does not know it. */
export function plainMarks(text: string): string {
  return text.replaceAll(/[\u3000-\u303F\uFF01-\uFF0F\uFF1A-\uFF20\uFF61-\uFF64]/g, (char) => {
    const mark = markOf(char) ?? narrow(char);
    return mark.length === 1 ? mark : char;
  });
}
