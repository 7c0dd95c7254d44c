import { readFileSync } from "node:fs";

/** A sentence that voices are judged on. None of them is in the training data. */
export interface Sentence {
  readonly id: string;
  readonly language: Language;
  readonly text: string;
}

/** A language that there are sentences in. */
export type Language = "en" | "zh";

/** The committed sentences. */
export const SENTENCES_URL = new URL("../../evaluate/sentences.tsv", import.meta.url);

/** Kokoro's voices tell their language by the first letter of their names. */
const LANGUAGE_OF_LETTER: Readonly<Record<string, Language>> = { a: "en", b: "en", z: "zh" };

/**
 * Reads lines of id, language, text, separated by tabs.
 * @throws Error naming the line that isn't like that.
 */
export function parseSentences(table: string): readonly Sentence[] {
  return table
    .split("\n")
    .filter((line) => line !== "")
    .map((line, index) => {
      const [id, language, text] = line.split("\t");
      if (id === undefined || text === undefined || (language !== "en" && language !== "zh")) {
        throw new Error(`Line ${index + 1} of the sentences must hold an id, en or zh, and a text`);
      }
      return { id, language, text };
    });
}

/** Reads {@link SENTENCES_URL}. */
export function readSentences(): readonly Sentence[] {
  return parseSentences(readFileSync(SENTENCES_URL, "utf8"));
}

/** The language that a voice is judged in; undefined where there are no sentences in it. */
export function languageOf(voice: string): Language | undefined {
  if (!/^[a-z][fm]_/.test(voice)) return "en";
  return LANGUAGE_OF_LETTER[voice.charAt(0)];
}
