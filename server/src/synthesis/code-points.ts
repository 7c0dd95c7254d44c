import { isLowSurrogate } from "./characters.js";

/** The number of Unicode code points of a well-formed `text`. */
export function countCodePoints(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    if (!isLowSurrogate(text.charCodeAt(index))) count += 1;
  }
  return count;
}

/** Whether a well-formed `text` has more than `max` code points; counts only where its length leaves that open. */
export function hasMoreCodePoints(text: string, max: number): boolean {
  if (text.length <= max) return false;
  return text.length > 2 * max || countCodePoints(text) > max;
}

/** A function from an index in UTF-16 units of `text` (clamped to it) to the index in code points. */
export function codePointIndexOf(text: string): (unitIndex: number) => number {
  const clamp = (index: number): number => Math.min(Math.max(0, index), text.length);
  if (!/[\ud800-\udfff]/.test(text)) return clamp;
  const indexes = new Uint32Array(text.length + 1);
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    indexes[index] = isLowSurrogate(text.charCodeAt(index)) ? count - 1 : count;
    if (!isLowSurrogate(text.charCodeAt(index))) count += 1;
  }
  indexes[text.length] = count;
  return (index) => indexes[clamp(index)] ?? count;
}
