/**
 * Pinyin to Kokoro's symbols, as misaki 0.9.4 writes them (Apache-2.0; its tables are adapted from pinyin-to-ipa by
 * Stefan Taubert, MIT, after Duanmu 2007 and Lin 2007). The tone stands behind the vowel, before a final nasal.
 */

const INITIALS: Readonly<Record<string, string>> = {
  b: "p",
  c: "ʦʰ",
  ch: "ꭧʰ",
  d: "t",
  f: "f",
  g: "k",
  h: "x",
  j: "ʨ",
  k: "kʰ",
  l: "l",
  m: "m",
  n: "n",
  p: "pʰ",
  q: "ʨʰ",
  r: "ɻ",
  s: "s",
  sh: "ʂ",
  t: "tʰ",
  x: "ɕ",
  z: "ʦ",
  zh: "ꭧ",
  "": "",
};

/** Finals in full spelling; `0` stands where the tone goes. */
const FINALS: Readonly<Record<string, string>> = {
  a: "a0",
  ai: "ai0",
  an: "a0n",
  ang: "a0ŋ",
  ao: "au0",
  e: "ɤ0",
  ei: "ei0",
  en: "ə0n",
  eng: "ə0ŋ",
  er: "ɚ0",
  ê: "ɛ0",
  i: "i0",
  ia: "ja0",
  ian: "jɛ0n",
  iang: "ja0ŋ",
  iao: "jau0",
  ie: "je0",
  in: "i0n",
  io: "jɔ0",
  iou: "jou0",
  ing: "i0ŋ",
  iong: "jʊ0ŋ",
  ong: "ʊ0ŋ",
  ou: "ou0",
  u: "u0",
  uei: "wei0",
  ua: "wa0",
  uai: "wai0",
  uan: "wa0n",
  uen: "wə0n",
  uang: "wa0ŋ",
  ueng: "wə0ŋ",
  uo: "wo0",
  o: "wo0",
  ü: "y0",
  üe: "ɥe0",
  üan: "ɥɛ0n",
  ün: "y0n",
};

/** Syllables without a vowel, and the lone `o`. */
const WHOLE: Readonly<Record<string, string>> = {
  hm: "hm0",
  hng: "hŋ0",
  m: "m0",
  n: "n0",
  ng: "ŋ0",
  o: "ɔ0",
};

/** By tone; the neutral tone (5) has no symbol. */
const TONES = ["", "→", "↗", "↓", "↘", ""] as const;

/** A syllable: pinyin without tone (`ü` as `v`), and its tone, 5 for neutral. */
export interface Syllable {
  readonly base: string;
  readonly tone: number;
}

/** Reads pinyin with the tone as a digit (`hao3`, `lv4`); undefined where it is no syllable. */
export function parseSyllable(pinyin: string): Syllable | undefined {
  const match = /^([a-zêü:]+?)([1-5])$/.exec(pinyin.toLowerCase().replace("u:", "v"));
  if (match === null) return undefined;
  const syllable = { base: (match[1] ?? "").replace("ü", "v"), tone: Number(match[2]) };
  return pattern(syllable.base) === undefined ? undefined : syllable;
}

/** The symbols of a syllable; empty for what is no pinyin. */
export function syllableSymbols({ base, tone }: Syllable): string {
  return (pattern(base) ?? "").replace("0", TONES[tone] ?? "");
}

const patterns = new Map<string, string | undefined>();

/** The symbols of a syllable with `0` for its tone. */
function pattern(base: string): string | undefined {
  if (!patterns.has(base)) patterns.set(base, spell(base));
  return patterns.get(base);
}

function spell(base: string): string | undefined {
  const whole = WHOLE[base];
  if (whole !== undefined) return whole;
  const initial = /^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcs])?/.exec(base)?.[0] ?? "";
  const written = base.slice(initial.length);
  const final = initial === "" ? bareFinal(written) : fullFinal(initial, written);
  if (final === "i" && /^(?:[zcs]h?|r)$/.test(initial)) return `${INITIALS[initial] ?? ""}ɨ0`;
  const symbols = FINALS[final];
  return symbols === undefined ? undefined : (INITIALS[initial] ?? "") + symbols;
}

/** The full spelling of a final without an initial: y and w are written for i, u and ü. */
function bareFinal(written: string): string {
  if (written === "yo") return "io";
  if (/^y[uv]/.test(written)) return `ü${written.slice(2)}`;
  if (written === "you") return "iou";
  if (/^yi/.test(written)) return written.slice(1);
  if (written.startsWith("y")) return `i${written.slice(1)}`;
  if (written === "wei") return "uei";
  if (written === "wen") return "uen";
  if (written.startsWith("wu")) return written.slice(1);
  if (written.startsWith("w")) return `u${written.slice(1)}`;
  return written;
}

/** The full spelling of a final behind its initial: contracted `iu`, `ui`, `un`, and ü behind j, q, x. */
function fullFinal(initial: string, written: string): string {
  const umlaut = /^[jqx]$/.test(initial) ? written.replace(/^u/, "ü") : written.replace(/^v/, "ü");
  if (umlaut === "iu") return "iou";
  if (umlaut === "ui") return "uei";
  if (umlaut === "un") return "uen";
  // nue and lue are spelt for nüe and lüe.
  return umlaut === "ue" ? "üe" : umlaut;
}
