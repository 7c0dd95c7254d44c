import type { SottoError } from "@sotto/proto/error";
import { foldWord } from "./english/fold-letters.js";
import { unspeakable } from "./unspeakable.js";

/**
 * Function words of languages that are written in Latin letters; none of them is an English word, nor common in names
 * that English has taken over.
 */
const FUNCTION_WORDS: Readonly<Record<string, string>> = {
  Spanish:
    "el los las una que por para con está están pero muy también esta este su sus del al y es un se lo le les mi nos hay como más ya cuando qué dónde yo tengo eres gracias hola buenos días cómo estás hoy",
  French:
    "le la les est et une dans pour pas que qui avec vous je nous ce il elle du au aux sur ne mais des cette sont être très c'est j'ai n'est où aussi plus leur",
  German:
    "der das und ist nicht ein eine einen einem ich mit auf für sich auch sind wir zu den dem des im von bei wie er sie es wird haben hat aber oder noch nur nach über wie geht dir mir heute guten danke gehe meinem meiner meine",
  Italian:
    "il che di è per non una sono con della del nel nella gli anche più questo questa mi ho hai ma lo si dei alla ci abbiamo molto perché",
  Portuguese:
    "que não uma para com os da em é mais por mas foi muito você eu ele ela isso está são dos das na também obrigado tem meu minha bom dia como vai",
  Dutch:
    "het een niet van ik zijn met voor dat ook maar wij hij zij naar wordt bij deze dit heeft geen",
};

const SETS = Object.entries(FUNCTION_WORDS).map(
  ([language, words]) => [language, new Set(words.split(" "))] as const,
);

/** Words of which hardly any English sentence lacks all. */
const ENGLISH = new Set(
  "the and that this you are have they she your what were been would could will there their our i'm it's don't with from not when which".split(
    " ",
  ),
);

/** Signs that nothing but Spanish has; without any English word beside them they are enough. */
const SPANISH_SIGNS = /[¿¡]/;

/** Words that a text must have before its language is guessed. */
const WORDS_MIN = 5;

/** Different function words of the other language that it must have, and their share of all words. */
const FOREIGN_KINDS_MIN = 3;
const FOREIGN_SHARE_MIN = 0.34;

/**
 * For a language that isn't listed here: words in lower case that a text must have, the share of them that English doesn't
 * know, different ones with accents, and how short one of them must be, as function words are. Dishes and invented words
 * stand in lists: with more commas than this a text is not taken for another language.
 */
const LOWER_WORDS_MIN = 5;
const UNKNOWN_SHARE_MIN = 0.5;
const ACCENTED_KINDS_MIN = 2;
const FUNCTION_WORD_CHARS_MAX = 4;
const COMMA_SHARE_MAX = 0.25;

/** The share of English function words that excuses the others: a quotation, names. */
const ENGLISH_SHARE_MIN = 0.05;

/**
 * Refuses a text in Latin letters that is certainly not English: next to none of its words are English function words,
 * and a third or more are those of one other language, or half are unknown, some of them with accents. When in doubt it
 * is read as English.
 * @param isListed whether the English lexicon has a word.
 * @throws SottoError UNSPEAKABLE_TEXT naming the language and those that there are.
 */
export function refuseForeignLatin(
  text: string,
  languages: readonly string[],
  isListed: (word: string) => boolean,
): void {
  const words =
    text
      .toLowerCase()
      .replaceAll("’", "'")
      .match(/\p{L}[\p{L}\p{M}']*/gu) ?? [];
  const isShort = words.length < WORDS_MIN;
  if (isShort && !SPANISH_SIGNS.test(text)) return;
  const english = words.filter((word) => ENGLISH.has(word)).length;
  if (english >= words.length * ENGLISH_SHARE_MIN) return;
  if (SPANISH_SIGNS.test(text)) throw otherLanguage("Spanish", languages);
  for (const [language, functionWords] of SETS) {
    const found = words.filter((word) => functionWords.has(word));
    const share = found.length / words.length;
    if (share < FOREIGN_SHARE_MIN || new Set(found).size < FOREIGN_KINDS_MIN) continue;
    throw otherLanguage(language, languages);
  }
  if (isMostlyUnknown(text, isListed)) throw otherLanguage(undefined, languages);
}

/**
 * Whether half of the words in lower case are unknown without their accents, too, several of them have some, and it is no
 * list. Words with apostrophes don't count.
 */
function isMostlyUnknown(text: string, isListed: (word: string) => boolean): boolean {
  const words = text.match(/(?<![\p{L}'’])\p{Ll}[\p{Ll}\p{M}]+(?![\p{L}'’])/gu) ?? [];
  const commas = text.match(/[,;]/g) ?? [];
  if (words.length < LOWER_WORDS_MIN || commas.length > words.length * COMMA_SHARE_MAX)
    return false;
  const unknown = words.filter((word) => {
    const folded = foldWord(word);
    return folded.kind === "latin" && !isListed(folded.letters);
  });
  const accented = new Set(unknown.filter((word) => /[^a-z]/.test(word)));
  return (
    unknown.length >= words.length * UNKNOWN_SHARE_MIN &&
    accented.size >= ACCENTED_KINDS_MIN &&
    unknown.some((word) => word.length <= FUNCTION_WORD_CHARS_MAX)
  );
}

function otherLanguage(language: string | undefined, languages: readonly string[]): SottoError {
  const list = languages.join(", ");
  const which = language === undefined ? "" : ` (${language}, it seems)`;
  return unspeakable(
    `The text is in another language${which}; this voice speaks: ${list}.`,
    `text in ${list}`,
  );
}
