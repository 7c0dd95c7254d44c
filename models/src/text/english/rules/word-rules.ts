import { foreignScript } from "../../unspeakable.js";
import { foldWord } from "../fold-letters.js";
import { type Reading, type ReadingRule, sayPlain } from "./reading-rule.js";

/** Abbreviations that are written with a period, in lower case without it. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    mr: "mister",
    mrs: "missus",
    ms: "miz",
    dr: "doctor",
    prof: "professor",
    rev: "reverend",
    gen: "general",
    sen: "senator",
    capt: "captain",
    jr: "junior",
    sr: "senior",
    etc: "etcetera",
    vs: "versus",
    approx: "approximately",
    dept: "department",
    inc: "incorporated",
    ltd: "limited",
    corp: "corporation",
    ave: "avenue",
    blvd: "boulevard",
    mt: "mount",
    fig: "figure",
    vol: "volume",
    jan: "january",
    feb: "february",
    aug: "august",
    sept: "september",
    oct: "october",
    nov: "november",
    dec: "december",
    mon: "monday",
    tue: "tuesday",
    tues: "tuesday",
    wed: "wednesday",
    thu: "thursday",
    thurs: "thursday",
    fri: "friday",
  }),
);

/** Abbreviations of several letters with periods. */
const DOTTED: Readonly<Record<string, string>> = {
  "e.g.": "for example",
  "i.e.": "that is",
};

/** Names of single Greek letters, which stand for quantities in Latin text. */
const GREEK: Readonly<Record<string, string>> = {
  α: "alpha",
  β: "beta",
  γ: "gamma",
  δ: "delta",
  ε: "epsilon",
  θ: "theta",
  λ: "lambda",
  μ: "mu",
  π: "pi",
  σ: "sigma",
  τ: "tau",
  φ: "phi",
  ω: "omega",
};

const dottedAcronym: ReadingRule = {
  pattern: /(?:[A-Za-z]\.){2,}(?:[A-Za-z](?![A-Za-z]))?/uy,
  read: (match, reading) => {
    const [written] = match;
    const end = match.index + written.length;
    const special = DOTTED[written.toLowerCase()];
    if (special !== undefined) sayPlain(reading, special, match.index, end);
    else reading.tokens.letters(written.toLowerCase().replaceAll(".", ""), match.index, end);
    endSentence(end, reading);
    return true;
  },
};

/** The period of an abbreviation at the end of a text ends the sentence, too. */
function endSentence(end: number, { text, tokens }: Reading): void {
  if (/^\s*$/.test(text.slice(end))) tokens.mark(".", end - 1, end);
}

const abbreviation: ReadingRule = {
  pattern: /([A-Za-z]{2,6})\./uy,
  read: (match, reading) => {
    const [written, word = ""] = match;
    const lower = word.toLowerCase();
    const end = match.index + written.length;
    // At the end of a text "sat." or "dec." more likely are words; a title never ends one.
    const full = lower === "st" ? saintOrStreet(end, reading) : ABBREVIATIONS.get(lower);
    const capital = /^\p{Lu}/u.test(word) || ["etc", "vs", "approx"].includes(lower);
    if (full === undefined || !capital) return false;
    sayPlain(reading, full, match.index, end);
    endSentence(end, reading);
    return true;
  },
};

/** "St. Paul" is a saint, "Main St." a street. */
function saintOrStreet(end: number, { text }: Reading): string {
  return /^\s\p{Lu}/u.test(text.slice(end, end + 3)) ? "saint" : "street";
}

const word: ReadingRule = {
  pattern: /['’‘]?\p{L}[\p{L}\p{M}]*(?:['’ʼ][\p{L}\p{M}]+)*['’]?/uy,
  read: (match, reading) => {
    const [written] = match;
    const lead = leadingQuote(written, reading);
    const text = written.slice(lead).replace(/(?<!s)['’]$/i, "");
    sayWord(text, match.index + lead, reading);
    return true;
  },
};

/** 1 where a word begins with a quotation mark that isn't part of it, as it is of 'em and 'tis. */
function leadingQuote(written: string, { isListed }: Reading): number {
  if (!/^['’‘]/.test(written)) return 0;
  return isListed(written.toLowerCase().replace(/[’‘]/g, "'")) ? 0 : 1;
}

function sayWord(written: string, start: number, reading: Reading): void {
  const { tokens, languages } = reading;
  const end = start + written.length;
  const greek = GREEK[written.toLowerCase().normalize("NFKC")];
  if (greek !== undefined) {
    sayPlain(reading, greek, start, end);
    return;
  }
  const folded = foldWord(written);
  if (folded.kind === "foreign") throw foreignScript(folded.script, languages);
  const { letters } = folded;
  if (!/[A-Za-z]/.test(letters)) return;
  const glued = isGlued(start, reading);
  if (reading.shouted) tokens.word(letters.toLowerCase(), start, end, glued);
  else if (!sayCamel(letters, start, end, glued, reading)) tokens.word(letters, start, end, glued);
}

/** Whether a hyphen joins this word to the one before. */
function isGlued(start: number, { text, tokens }: Reading): boolean {
  const last = tokens.tokens.at(-1);
  const joined = /^[-‐‑]$/.test(text.charAt(start - 1)) && last?.kind === "word";
  return joined && last.end === start - 1 && /\p{L}/u.test(text.charAt(start - 2));
}

/** Most parts of a word with inner capitals. */
const CAMEL_PARTS_MAX = 6;

/** Adds the parts of a word that is written together with inner capitals ("YouTube"); false where it is none. */
function sayCamel(
  letters: string,
  start: number,
  end: number,
  glued: boolean,
  { tokens, isListed }: Reading,
): boolean {
  if (!/^[A-Za-z]+$/.test(letters) || !/[a-z][A-Z]|[A-Z]{2}[a-z]/.test(letters)) return false;
  if (isListed(letters) || /^[A-Z]{2,}s$/.test(letters)) return false;
  const parts = letters.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  if (parts.length < 2 || parts.length > CAMEL_PARTS_MAX) return false;
  let at = start;
  const plain = end - start === letters.length;
  for (const [index, part] of parts.entries()) {
    const to = at + part.length;
    tokens.word(part, plain ? at : start, plain ? to : end, glued || index > 0);
    at = to;
  }
  return true;
}

/** Rules for words, the most special first. */
export const WORD_RULES: readonly ReadingRule[] = [dottedAcronym, abbreviation, word];
