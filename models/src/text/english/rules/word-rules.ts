import { foreignScript } from "../../unspeakable.js";
import { foldWord } from "../fold-letters.js";
import { charBefore, plainRule, type Reading, type ReadingRule, sayPlain } from "./reading-rule.js";

/** Abbreviations that are written with a period, in lower case without it. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    mr: "mister",
    mrs: "mrs",
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
    apt: "apartment",
    rd: "road",
    hwy: "highway",
    lt: "lieutenant",
    col: "colonel",
    sgt: "sergeant",
    maj: "major",
    adm: "admiral",
    gov: "governor",
    hon: "honorable",
    bros: "brothers",
    univ: "university",
    fig: "figure",
    pp: "pages",
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
  pattern:
    /((?:[A-Za-z]\.){2,}(?:[A-Za-z](?![A-Za-z]))?|(?:Ph|Ed)\.\s?D\.|[BM]\.\s?Sc\.)(['’]s(?!\p{L}))?/uy,
  read: (match, reading) => {
    const [whole, written = "", owner] = match;
    const end = match.index + whole.length;
    const special = DOTTED[whole.toLowerCase()];
    const letters = written.toLowerCase().replace(/[^a-z]/g, "");
    if (special !== undefined) sayPlain(reading, special, match.index, end);
    else reading.tokens.letters(owner === undefined ? letters : `${letters}'s`, match.index, end);
    if (owner === undefined) endSentence(end, reading);
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
    const capital = /^\p{Lu}/u.test(word) || ["etc", "vs", "approx", "pp"].includes(lower);
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
    const text = written.slice(lead);
    const bare = text.replace(/['’]$/, "");
    // "goin'" is listed with its apostrophe; the one after a plural is silent.
    const whole = bare !== text && reading.isListed(`${bare.toLowerCase()}'`);
    sayWord(whole ? text : bare, match.index + lead, reading);
    return true;
  },
};

/** 1 where a word begins with a quotation mark that isn't part of it, as it is of 'em and 'tis. */
function leadingQuote(written: string, { isListed }: Reading): number {
  if (!/^['’‘]/.test(written)) return 0;
  return isListed(written.toLowerCase().replace(/[’‘]/g, "'")) ? 0 : 1;
}

function sayWord(written: string, start: number, reading: Reading): void {
  const { tokens, languages, isListed } = reading;
  const end = start + written.length;
  const greek = GREEK[written.toLowerCase().normalize("NFKC")];
  if (greek !== undefined) {
    sayPlain(reading, greek, start, end);
    return;
  }
  const accented = written.normalize("NFC").toLowerCase();
  if (!/^[a-z'’]*$/.test(accented) && isListed(accented)) {
    tokens.word(accented, start, end, isGlued(start, reading));
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
  const [bare = ""] = letters.split("'s");
  if (!/^[A-Za-z]+(?:'s)?$/.test(letters) || !/[a-z][A-Z]|[A-Z]{2}[a-z]/.test(bare)) return false;
  if (isListed(letters) || isListed(bare) || /^[A-Z]{2,}s$/.test(bare)) return false;
  const parts = letters.match(/(?:[A-Z]+(?![a-z])|[A-Z]?[a-z]+)(?:'s$)?/g) ?? [];
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

/** Names of programming languages that end in signs. */
const signedName: ReadingRule = {
  pattern: /([CFJ])(\+\+|#)(?![\p{L}\p{N}])/uy,
  read: (match, reading) => {
    const end = match.index + match[0].length;
    reading.tokens.letters(match[1] ?? "", match.index, end);
    sayPlain(reading, match[2] === "#" ? "sharp" : "plus plus", match.index, end);
    return true;
  },
};

/** `w/` and `w/o`. */
const withOrWithout = plainRule(/w\/(o(?!\p{L}))?(?=[\s\p{L}])/uy, (match, reading) => {
  if (/[\p{L}\p{N}]/u.test(charBefore(match, reading))) return undefined;
  return match[1] === undefined ? "with" : "without";
});

/** A capital A that belongs to a name: `A4`, `Q&A`. */
const letterA: ReadingRule = {
  pattern: /A(?=-?\d)|(?<=[&/\d])A(?![\p{L}\p{N}])/uy,
  read: ({ index }, { tokens }) => {
    tokens.letters("a", index, index + 1);
    return true;
  },
};

/** Rules for words, the most special first. */
export const WORD_RULES: readonly ReadingRule[] = [
  dottedAcronym,
  abbreviation,
  withOrWithout,
  signedName,
  letterA,
  word,
];
