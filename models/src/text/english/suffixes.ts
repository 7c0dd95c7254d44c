/** Vowels and r after which an American t before another vowel is a tap, T. */
const BEFORE_TAP = "AIOWYiuæɑəɛɪɹʊʌ";

function endsIn(stem: string, symbols: string): boolean {
  return stem !== "" && symbols.includes(stem.slice(-1));
}

function tapped(stem: string): boolean {
  return stem.endsWith("t") && stem.length > 1 && BEFORE_TAP.includes(stem.slice(-2, -1));
}

/** The stem with -s (plural, possessive, third person): "s" after voiceless sounds, "ᵻz" after hissing ones. */
export function withS(stem: string): string {
  if (endsIn(stem, "ptkfθ")) return `${stem}s`;
  return endsIn(stem, "szʃʒʧʤ") ? `${stem}ᵻz` : `${stem}z`;
}

/** The stem with -ed. */
export function withEd(stem: string): string {
  if (endsIn(stem, "pkfθʃsʧ")) return `${stem}t`;
  if (stem.endsWith("d")) return `${stem}ᵻd`;
  if (!stem.endsWith("t")) return `${stem}d`;
  if (stem.length < 2) return `${stem}ɪd`;
  return tapped(stem) ? `${stem.slice(0, -1)}Tᵻd` : `${stem}ᵻd`;
}

/** The stem with -ing. */
export function withIng(stem: string): string {
  return tapped(stem) ? `${stem.slice(0, -1)}Tɪŋ` : `${stem}ɪŋ`;
}
