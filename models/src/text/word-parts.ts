import type { PhonemeTable, Phones } from "./phoneme-table.js";

/** Looks up a stem; `undefined` where it isn't a word. */
export type LookUp = (stem: string) => Phones | undefined;

const SIBILANTS = new Set(["S", "Z", "SH", "CH", "ZH", "JH"]);
const VOICELESS = new Set(["P", "T", "K", "F", "TH", "S", "SH", "CH"]);

/** Endings whose sound doesn't depend on the stem. */
const SUFFIXES: readonly (readonly [string, string])[] = [
  ["ing", "IH0 NG"],
  ["ings", "IH0 NG Z"],
  ["er", "ER0"],
  ["ers", "ER0 Z"],
  ["est", "AH0 S T"],
  ["ly", "L IY0"],
  ["ness", "N AH0 S"],
  ["less", "L AH0 S"],
  ["ful", "F AH0 L"],
  ["ment", "M AH0 N T"],
  ["able", "AH0 B AH0 L"],
  ["ish", "IH0 SH"],
  ["y", "IY0"],
];

const PREFIXES: readonly (readonly [string, string])[] = [
  ["un", "AH0 N"],
  ["re", "R IY0"],
  ["non", "N AA1 N"],
  ["pre", "P R IY0"],
  ["over", "OW1 V ER0"],
  ["under", "AH1 N D ER0"],
  ["super", "S UW1 P ER0"],
  ["anti", "AE1 N T IY0"],
  ["micro", "M AY1 K R OW0"],
  ["multi", "M AH1 L T IY0"],
  ["inter", "IH1 N T ER0"],
];

/** Fewest letters of a stem that is taken for a word: shorter ones turn up in any word by chance. */
const STEM_CHARS_MIN = 3;

/** Fewest letters of each half of a compound. */
const COMPOUND_CHARS_MIN = 4;

/** Longest word that is taken apart: bounds the work for words of any length. */
const WORD_CHARS_MAX = 40;

/**
 * Builds the pronunciation of a word that isn't listed from ones that are: possessives, endings, prefixes, compounds.
 * @returns `undefined` where it can't be built so.
 */
export function pronounceByParts(
  word: string,
  lookUp: LookUp,
  table: PhonemeTable,
): Phones | undefined {
  if (word.length > WORD_CHARS_MAX) return undefined;
  const stemOrCompound = (stem: string): Phones | undefined =>
    lookUp(stem) ?? compound(stem, lookUp);
  return (
    inflected(word, stemOrCompound, table) ??
    prefixed(word, lookUp, table) ??
    compound(word, lookUp)
  );
}

function inflected(word: string, lookUp: LookUp, table: PhonemeTable): Phones | undefined {
  if (word.endsWith("'s")) {
    const owner = word.slice(0, -2);
    const stem = lookUp(owner) ?? pronounceByParts(owner, lookUp, table);
    return stem && join(stem, sEnding(stem, table), table);
  }
  if (word.endsWith("s") && !word.endsWith("ss")) {
    const stem =
      stemOf(word, word.endsWith("es") ? "es" : "s", lookUp) ?? stemOf(word, "s", lookUp);
    if (stem !== undefined) return join(stem, sEnding(stem, table), table);
  }
  if (word.endsWith("ed")) {
    const stem = stemOf(word, "ed", lookUp);
    if (stem !== undefined) return join(stem, edEnding(stem, table), table);
  }
  for (const [suffix, phones] of SUFFIXES) {
    const stem = word.endsWith(suffix) ? stemOf(word, suffix, lookUp) : undefined;
    if (stem !== undefined) return join(stem, phones, table);
  }
  return undefined;
}

/** The stem of a word before its ending, as it is written by itself: bake(d), stop(ped), tr(i→y)ed. */
function stemOf(word: string, ending: string, lookUp: LookUp): Phones | undefined {
  const cut = word.slice(0, word.length - ending.length);
  if (cut.length < STEM_CHARS_MIN) return undefined;
  const vowelEnding = /^[aeiy]/.test(ending);
  const single = vowelEnding && /([b-df-hj-np-tv-z])\1$/.test(cut) ? cut.slice(0, -1) : undefined;
  return (
    lookUp(cut) ??
    (vowelEnding ? lookUp(`${cut}e`) : undefined) ??
    (cut.endsWith("i") ? lookUp(`${cut.slice(0, -1)}y`) : undefined) ??
    (single === undefined ? undefined : lookUp(single))
  );
}

function prefixed(word: string, lookUp: LookUp, table: PhonemeTable): Phones | undefined {
  for (const [prefix, phones] of PREFIXES) {
    const rest = word.slice(prefix.length);
    if (!word.startsWith(prefix) || rest.length < STEM_CHARS_MIN) continue;
    const stem = lookUp(rest) ?? inflected(rest, lookUp, table);
    if (stem !== undefined) return Uint8Array.from([...table.encode(phones), ...stem]);
  }
  return undefined;
}

function compound(word: string, lookUp: LookUp): Phones | undefined {
  // The longest first half wins: "whiteboard" is white and board.
  for (let cut = word.length - COMPOUND_CHARS_MIN; cut >= COMPOUND_CHARS_MIN; cut--) {
    const first = lookUp(word.slice(0, cut));
    const second = first === undefined ? undefined : lookUp(word.slice(cut));
    if (first !== undefined && second !== undefined) return Uint8Array.from([...first, ...second]);
  }
  return undefined;
}

function sEnding(stem: Phones, table: PhonemeTable): string {
  const last = table.symbol(stem.at(-1) ?? 0);
  if (SIBILANTS.has(last)) return "IH0 Z";
  return VOICELESS.has(last) ? "S" : "Z";
}

function edEnding(stem: Phones, table: PhonemeTable): string {
  const last = table.symbol(stem.at(-1) ?? 0);
  if (last === "T" || last === "D") return "IH0 D";
  return VOICELESS.has(last) ? "T" : "D";
}

function join(stem: Phones, ending: string, table: PhonemeTable): Phones {
  return Uint8Array.from([...stem, ...table.encode(ending)]);
}
