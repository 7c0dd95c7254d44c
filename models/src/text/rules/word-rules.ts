import { foldWord } from "../fold-letters.js";
import { foreignScript } from "../unspeakable.js";
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
    else {
      const letters = written.toLowerCase().replaceAll(".", "");
      reading.spoken.say(reading.pronouncer.letters(letters), match.index, end);
    }
    // The last period may end the sentence, too; nobody can tell but from what follows.
    if (/^(?:\s+\p{Lu}|\s*$)/u.test(reading.text.slice(end, end + 8)) && special === undefined) {
      if (/^\s*$/.test(reading.text.slice(end))) reading.spoken.pause(".");
    }
    return true;
  },
};

const abbreviation: ReadingRule = {
  pattern: /([A-Za-z]{2,6})\./uy,
  read: (match, reading) => {
    const [written, word = ""] = match;
    const lower = word.toLowerCase();
    const end = match.index + written.length;
    const atEnd = /^\s*$/.test(reading.text.slice(end));
    // At the end of a text "sat." or "dec." more likely are words; a title never ends one.
    const full = lower === "st" ? saintOrStreet(end, reading) : ABBREVIATIONS.get(lower);
    const capital = /^\p{Lu}/u.test(word) || ["etc", "vs", "approx"].includes(lower);
    if (full === undefined || !capital) return false;
    sayPlain(reading, full, match.index, end);
    if (atEnd) reading.spoken.pause(".");
    return true;
  },
};

/** "St. Paul" is a saint, "Main St." a street. */
function saintOrStreet(end: number, { text }: Reading): string {
  return /^\s\p{Lu}/u.test(text.slice(end, end + 3)) ? "saint" : "street";
}

const word: ReadingRule = {
  pattern: /['’]?\p{L}[\p{L}\p{M}]*(?:['’ʼ][\p{L}\p{M}]+)*['’]?/uy,
  read: (match, reading) => {
    const [written] = match;
    const lead = leadingQuote(written, reading);
    const text = written.slice(lead).replace(/(?<!s)['’]$/, "");
    sayWord(text, match.index + lead, reading);
    return true;
  },
};

/** 1 where a word begins with a quotation mark that isn't part of it, as it is of 'em and 'tis. */
function leadingQuote(written: string, { pronouncer }: Reading): number {
  if (!/^['’]/.test(written)) return 0;
  return pronouncer.known(written.toLowerCase().replaceAll("’", "'")) === undefined ? 1 : 0;
}

function sayWord(written: string, start: number, reading: Reading): void {
  const { pronouncer, spoken, languages } = reading;
  const end = start + written.length;
  const greek = GREEK[written.toLowerCase().normalize("NFKC")];
  if (greek !== undefined) {
    sayPlain(reading, greek, start, end);
    return;
  }
  const folded = foldWord(written);
  if (folded.kind === "foreign") throw foreignScript(folded.script, languages);
  const { letters } = folded;
  if (!/[a-z]/.test(letters)) return;
  const capitals = !reading.shouted && /^\p{Lu}[\p{Lu}\p{M}]+$/u.test(written);
  if (/^[A-Z]{2,}s$/.test(written)) {
    const phones = [...pronouncer.capitals(letters.slice(0, -1)), reading.table.id("Z")];
    spoken.say(Uint8Array.from(phones), start, end);
  } else if (capitals) spoken.say(pronouncer.capitals(letters), start, end);
  else if (letters.length === 1 && letters !== "a" && letters !== "i") {
    spoken.say(pronouncer.letters(letters), start, end);
  } else sayCamel(written, letters, start, reading);
}

/** Says a word, or the parts of one that is written together with inner capitals ("YouTube"). */
function sayCamel(written: string, letters: string, start: number, reading: Reading): void {
  const { pronouncer, spoken } = reading;
  const end = start + written.length;
  const parts = /^[A-Za-z]+$/.test(written)
    ? (written.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [])
    : [];
  if (parts.length < 2 || parts.length > 6 || pronouncer.known(letters) !== undefined) {
    spoken.say(pronouncer.word(letters), start, end);
    return;
  }
  for (const part of parts) {
    const lower = part.toLowerCase();
    const all = part.length > 1 && part === part.toUpperCase();
    const phones = all || part.length === 1 ? pronouncer.capitals(lower) : pronouncer.word(lower);
    spoken.say(phones, start, end);
  }
}

/** Rules for words, the most special first. */
export const WORD_RULES: readonly ReadingRule[] = [dottedAcronym, abbreviation, word];
