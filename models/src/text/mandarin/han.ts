/** First code unit that the tables cover: CJK Unified Ideographs Extension A. */
export const HAN_FIRST = 0x3400;
/** Last code unit that they cover: the end of CJK Unified Ideographs. */
export const HAN_LAST = 0x9fff;

/** Whether a UTF-16 unit is a Chinese character that the tables cover, or 〇. */
export function isHan(char: string): boolean {
  const code = char.charCodeAt(0);
  if (char === "〇") return true;
  // The hexagrams of the Yijing lie between the two blocks.
  return code >= HAN_FIRST && code <= HAN_LAST && !(code >= 0x4dc0 && code <= 0x4dff);
}
