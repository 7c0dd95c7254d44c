import { NUMBER_DIGITS_MAX } from "../number-words.js";

/** Source of a pattern for a number as people write it: groups of thousands, decimals. Its digits are bounded. */
export const NUMBER = `(?:\\d{1,3}(?:,\\d{3})+|\\d{1,${NUMBER_DIGITS_MAX}})(?:\\.\\d{1,${NUMBER_DIGITS_MAX}})?(?!\\d)`;
