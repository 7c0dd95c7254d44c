/** Tells what a character means to segmentation. All take UTF-16 code units; a half of a surrogate pair is "other". */

const STOPS = new Set(Array.from(".?!…。！？｡", unit));
const WIDE_STOPS = new Set(Array.from("。！？｡", unit));
const CLOSERS = new Set(Array.from("\"'”’)]}»」』】）〉》›", unit));
const CLAUSE_MARKS = new Set(Array.from(",;:", unit));
const WIDE_CLAUSE_MARKS = new Set(Array.from("，；：、—–", unit));
const ZERO_WIDTH_JOINER = 0x200d;

function unit(character: string): number {
  return character.charCodeAt(0);
}

/** Whether a sentence may end with it. */
export function isStop(code: number): boolean {
  return STOPS.has(code);
}

/** Whether it is a stop that no space needs to follow. */
export function isWideStop(code: number): boolean {
  return WIDE_STOPS.has(code);
}

/** Whether it is a quotation mark or bracket that may follow a stop and belongs to the sentence. */
export function isCloser(code: number): boolean {
  return CLOSERS.has(code);
}

/** Whether a clause ends with it where a space follows. */
export function isClauseMark(code: number): boolean {
  return CLAUSE_MARKS.has(code);
}

/** Whether a clause ends with it whatever follows. */
export function isWideClauseMark(code: number): boolean {
  return WIDE_CLAUSE_MARKS.has(code);
}

/** Whether it is a line feed or another character that ends a line. */
export function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x2028 || code === 0x2029;
}

/** Whether it is white space, ends of lines included. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return (
    code === 0xa0 || code === 0x3000 || code === 0xfeff || /\s/.test(String.fromCharCode(code))
  );
}

/** Whether it is a lower-case letter. */
export function isLowerCase(code: number): boolean {
  if (code < 0x80) return code >= 0x61 && code <= 0x7a;
  return /\p{Ll}/u.test(String.fromCharCode(code));
}

/** Whether it belongs to a script that is written without spaces, so that a text may be cut after it. */
export function isUnspaced(code: number): boolean {
  if (code < 0x2e80) return false;
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(String.fromCharCode(code));
}

/** Whether a text must not be cut before it (or, for the joiner, after it either). */
export function isAttached(code: number): boolean {
  if (code < 0x300) return false;
  return isLowSurrogate(code) || isJoiner(code) || /\p{M}/u.test(String.fromCharCode(code));
}

/** Whether it is the zero-width joiner. */
export function isJoiner(code: number): boolean {
  return code === ZERO_WIDTH_JOINER;
}

/** Whether it is the second half of a surrogate pair. */
export function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** Whether `text` holds a letter or a digit, that is, something to say. */
export function hasSomethingToSay(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
