import { applyStress, PRIMARY, stressWeight } from "./stress.js";

/**
 * Weakens parts of a compound, as misaki's `resolve_tokens`: of two parts the lighter one where both have primary
 * stress (or the second, after a single letter: "e-mail"), of more the lighter half.
 * @param parts symbols of each part, in order; changed in place
 * @param lettersFirst whether the first part is a single letter
 */
export function weakenCompound(parts: string[], lettersFirst: boolean): void {
  const spoken = parts
    .map((symbols, index) => ({ strong: symbols.includes(PRIMARY) ? 1 : 0, symbols, index }))
    .filter(({ symbols }) => symbols !== "");
  const [, second] = spoken;
  if (spoken.length === 2 && lettersFirst && second !== undefined) {
    parts[second.index] = applyStress(second.symbols, -0.5);
    return;
  }
  const strong = spoken.reduce((sum, part) => sum + part.strong, 0);
  if (spoken.length < 2 || strong <= Math.floor((spoken.length + 1) / 2)) return;
  const byWeight = [...spoken].sort(
    (a, b) =>
      a.strong - b.strong || stressWeight(a.symbols) - stressWeight(b.symbols) || a.index - b.index,
  );
  for (const part of byWeight.slice(0, Math.floor(spoken.length / 2))) {
    parts[part.index] = applyStress(part.symbols, -0.5);
  }
}
