import { readFileSync } from "node:fs";
import type { Syllable } from "./syllable-symbols.js";
import { parseSyllable } from "./syllable-symbols.js";

/** Words and their readings, a syllable for each character. */
export type OwnReadings = ReadonlyMap<string, readonly Syllable[]>;

/**
 * Reads `lexicons/zh/readings.tsv`: words that the word list lacks or reads otherwise than Standard Mandarin does, most
 * of them for a neutral tone. A line is a word in simplified characters, a tab, and pinyin with tones as digits; `#`
 * begins a comment.
 */
export function loadOwnReadings(): OwnReadings {
  const file = new URL("../../../../lexicons/zh/readings.tsv", import.meta.url);
  return parseReadings(readFileSync(file, "utf8"));
}

/** @throws Error naming the line that is malformed: the file is ours. */
export function parseReadings(file: string): OwnReadings {
  const readings = new Map<string, readonly Syllable[]>();
  file.split("\n").forEach((line, index) => {
    if (line === "" || line.startsWith("#")) return;
    const [word = "", pinyin = ""] = line.split("\t");
    const syllables = pinyin.split(" ").map(parseSyllable);
    const known = syllables.filter((syllable) => syllable !== undefined);
    if (known.length !== word.length) throw new Error(`readings.tsv: line ${index + 1}`);
    readings.set(word, known);
  });
  return readings;
}
