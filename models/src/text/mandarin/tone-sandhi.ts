import type { ReadSyllable, ReadWord } from "./read-word.js";
import { PLAIN_ONE } from "./written-rule.js";

/**
 * Tone sandhi of Standard Mandarin (Duanmu 2007, ch. 11; the treatment of 一, 不 and of three-character words follows
 * PaddleSpeech's `tone_sandhi.py`, Apache-2.0). Readings come with the tones of the dictionary and leave as spoken.
 */
export function applySandhi(words: readonly ReadWord[], isWord: (text: string) => boolean): void {
  const line = words.flatMap((word) =>
    word.syllables.map(
      (syllable, index): Place => ({
        char: word.text.charAt(index),
        written: word.chars[index]?.written ?? "",
        syllable,
        endsWord: word.text.length > 1 && index === word.text.length - 1,
      }),
    ),
  );
  // Both depend on the tones behind them as the dictionary has them, neutral ones of 个 and the like included.
  readYi(line);
  readBu(line);
  for (const word of words) thirdTonesWithin(word, isWord);
  thirdTonesBetween(words);
}

/** A syllable in its phrase. */
interface Place {
  readonly char: string;
  readonly written: string;
  readonly syllable: ReadSyllable;
  readonly endsWord: boolean;
}

const NUMERAL = /[一二两三四五六七八九十零〇点第初]/;

/** A digit, or the point before one: what makes a 一 before it a digit, too. */
const DIGIT_FOLLOWS = /^(?:点?[一二三四五六七八九零〇])/;

/** What makes a 一 before it an ordinal. */
const ORDINAL_OF = /[月号楼班级等流线中]/;

/** Words that end with 一 and keep it: 统一, 唯一; others (吃一, 这一) are numbers before what follows. */
const ENDS_PLAIN = /[统唯单专万同之其逐不划归合]/;

/** 一: yí before a fourth tone, yì before others, yī as a digit or ordinal and at the end, neutral in 看一看. */
function readYi(line: readonly Place[]): void {
  line.forEach((place, index) => {
    if (place.char !== "一" || place.syllable.base !== "yi" || place.syllable.tone === 5) return;
    place.syllable.tone = yiTone(line, index);
  });
}

function yiTone(line: readonly Place[], index: number): number {
  const [before, place, after] = [line[index - 1], line[index], line[index + 1]];
  if (place?.written === PLAIN_ONE || after === undefined) return 1;
  if (before !== undefined) {
    if (NUMERAL.test(before.char)) return 1;
    // 一百一十, 五月一日.
    if (/[百千万]/.test(before.char) && /[十百千]/.test(after.char)) return 1;
    if (before.char === "月" && after.char === "日") return 1;
    // 看一看, but not 一盏一盏.
    const isVerb = line[index - 2]?.char !== "一" && !NUMERAL.test(after.char);
    if (before.char === after.char && isVerb) return 5;
    if (place?.endsWord === true && ENDS_PLAIN.test(before.char)) return 1;
  }
  if (DIGIT_FOLLOWS.test(after.char + (line[index + 2]?.char ?? ""))) return 1;
  // 一月 and 一号 are dates; 一等 and the like ranks, but 一线 and 一中 only where nothing precedes.
  if (ORDINAL_OF.test(after.char) && !(before !== undefined && /[线中等班]/.test(after.char))) {
    return 1;
  }
  return after.syllable.tone === 4 || after.syllable.tone === 5 ? 2 : 4;
}

/** 不: bú before a fourth tone, neutral between two parts of a verb (看不见, 好不好). */
function readBu(line: readonly Place[]): void {
  line.forEach((place, index) => {
    if (place.char !== "不" || place.syllable.base !== "bu" || place.syllable.tone === 5) return;
    const [before, after] = [line[index - 1], line[index + 1]];
    if (before !== undefined && after !== undefined) {
      const isPotential = /[来去到见懂起动了住完开掉出下上好清着过成会及得]/.test(after.char);
      if (before.char === after.char || (isPotential && isVerb(before.char))) {
        place.syllable.tone = 5;
        return;
      }
    }
    place.syllable.tone = after?.syllable.tone === 4 ? 2 : 4;
  });
}

/** Verbs that commonly take 不 and a result behind them. */
function isVerb(char: string): boolean {
  return "看听说吃喝做走跑拿买想受对差管来去回出进找用猜记学打睡坐站够忍赶比舍了合靠离停禁免等信怪要舍恨巴".includes(
    char,
  );
}

/** Third tones within a word: 2-3 for 3-3; longer words by their parts (蒙古|包 2-2-3, 纸|老虎 3-2-3). */
function thirdTonesWithin(word: ReadWord, isWord: (text: string) => boolean): void {
  let at = 0;
  for (const size of partsOf(word.text, isWord)) {
    const part = word.syllables.slice(at, at + size);
    raise(part);
    const before = word.syllables[at - 1];
    // Between a part of one syllable and its neighbour there is no pause to keep them apart.
    const short = size === 1 || at === 1 || word.text.length === 3;
    if (short && before?.tone === 3 && part[0]?.tone === 3) before.tone = 2;
    at += size;
  }
}

/** Raises each third tone before another, from the left: 3-3 to 2-3, 3-3-3 to 2-2-3. */
function raise(syllables: readonly ReadSyllable[]): void {
  syllables.forEach((syllable, index) => {
    const next = syllables[index + 1];
    if (syllable.tone === 3 && next?.tone === 3) syllable.tone = 2;
  });
}

/** Sizes of a word's parts: three characters are 2+1 or 1+2, digits one part, others in twos from the left. */
function partsOf(text: string, isWord: (text: string) => boolean): number[] {
  if (text.length <= 2) return [text.length];
  if (text.length === 3)
    return !isWord(text.slice(0, 2)) && isWord(text.slice(1)) ? [1, 2] : [2, 1];
  const digits = /^[零一二三四五六七八九]{2,}/.exec(text)?.[0].length ?? 0;
  if (digits > 0) return digits === text.length ? [digits] : [digits, text.length - digits];
  const parts = Array.from({ length: Math.floor(text.length / 2) }, () => 2);
  return text.length % 2 === 0 ? parts : [...parts.slice(0, -1), 3];
}

/**
 * Third tones across words: a word of one syllable leans on the next, and words of three syllables together are spoken
 * as one; between longer words the tones stay. Chains of short words go in pairs: 我也|很好 is 2-3-2-3.
 */
function thirdTonesBetween(words: readonly ReadWord[]): void {
  for (let index = 0; index + 1 < words.length; index++) {
    const [word, next] = [words[index], words[index + 1]];
    const last = word?.syllables.at(-1);
    if (word === undefined || next === undefined || last === undefined) continue;
    if (last.tone !== 3 || next.syllables[0]?.tone !== 3) continue;
    const isShort = word.text.length === 1 || word.text.length + next.text.length <= 3;
    if (!isShort) continue;
    last.tone = 2;
    const third = words[index + 2];
    const fourth = words[index + 3];
    // The pair is complete; the next pair begins behind it, unless a single third tone would be left over.
    const pairs =
      next.text.length === 1 && third?.text.length === 1 && third.syllables[0]?.tone === 3;
    if (pairs && fourth?.syllables[0]?.tone === 3) index++;
  }
}
