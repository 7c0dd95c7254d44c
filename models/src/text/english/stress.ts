/** The mark of primary stress; like the secondary one it stands right before its vowel. */
export const PRIMARY = "ˈ";
/** The mark of secondary stress. */
export const SECONDARY = "ˌ";

/** Symbols that are vowels, as misaki counts them. */
const VOWELS = "AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻ";

/** Whether a symbol is a vowel. */
export function isVowel(symbol: string): boolean {
  return symbol !== "" && VOWELS.includes(symbol);
}

function hasVowel(symbols: string): boolean {
  return Array.from(symbols).some(isVowel);
}

/**
 * Changes the stress of a word, as misaki's `apply_stress` (hexgrad, Apache-2.0): -2 takes all marks away, -1 makes
 * primary stress secondary, -0.5 and 0 the same where there is primary stress, 0 to 1 give an unstressed word a
 * secondary stress, 1 and above make a secondary stress primary, above 1 an unstressed word gets a primary one.
 */
export function applyStress(symbols: string, stress: number | undefined): string {
  if (stress === undefined) return symbols;
  const primary = symbols.includes(PRIMARY);
  const bare = !primary && !symbols.includes(SECONDARY);
  if (stress < -1) return symbols.replaceAll(PRIMARY, "").replaceAll(SECONDARY, "");
  if (stress === -1 || ((stress === 0 || stress === -0.5) && primary)) {
    return symbols.replaceAll(SECONDARY, "").replaceAll(PRIMARY, SECONDARY);
  }
  if ((stress === 0 || stress === 0.5 || stress === 1) && bare) {
    return hasVowel(symbols) ? beforeVowel(SECONDARY, symbols) : symbols;
  }
  if (stress >= 1 && !primary && !bare) return symbols.replaceAll(SECONDARY, PRIMARY);
  if (stress > 1 && bare) return hasVowel(symbols) ? beforeVowel(PRIMARY, symbols) : symbols;
  return symbols;
}

function beforeVowel(mark: string, symbols: string): string {
  const at = Array.from(symbols).findIndex(isVowel);
  return symbols.slice(0, at) + mark + symbols.slice(at);
}

/** How heavy a word is: long vowels and affricates count twice. */
export function stressWeight(symbols: string): number {
  let weight = 0;
  for (const symbol of symbols) weight += "AIOQWYʤʧ".includes(symbol) ? 2 : 1;
  return weight;
}
