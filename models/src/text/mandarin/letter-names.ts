/** The names of the Latin letters in Kokoro's symbols, stressed, as misaki's English lexicon has them (Apache-2.0). */
const LETTER_NAMES: Readonly<Record<string, string>> = {
  A: "ˈA",
  B: "bˈi",
  C: "sˈi",
  D: "dˈi",
  E: "ˈi",
  F: "ˈɛf",
  G: "ʤˈi",
  H: "ˈAʧ",
  I: "ˈI",
  J: "ʤˈA",
  K: "kˈA",
  L: "ˈɛl",
  M: "ˈɛm",
  N: "ˈɛn",
  O: "ˈO",
  P: "pˈi",
  Q: "kjˈu",
  R: "ˈɑɹ",
  S: "ˈɛs",
  T: "tˈi",
  U: "jˈu",
  V: "vˈi",
  W: "dˈʌbᵊlju",
  X: "ˈɛks",
  Y: "wˈI",
  Z: "zˈi",
};

/** Latin letters spelt out: the last one has the main stress, as in misaki's acronyms. Other characters are dropped. */
export function spellLetters(letters: string): string {
  const names = Array.from(letters.toUpperCase(), (letter) => LETTER_NAMES[letter] ?? "");
  const last = names.findLastIndex((name) => name !== "");
  return names.map((name, index) => (index === last ? name : name.replace("ˈ", "ˌ"))).join("");
}
