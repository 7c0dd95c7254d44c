import { SottoError } from "@sotto/proto/error";

/** Most voices of one mixture: more can't be told apart, and it bounds the name's length. */
export const MIXTURE_PARTS_MAX = 8;

/** The longest name of a mixture in UTF-16 units. */
export const MIXTURE_CHARS_MAX = 400;

/** One voice of a mixture. */
export interface VoicePart {
  /** A built-in voice of the model. */
  readonly name: string;
  /** Its share; the shares of a mixture add up to 1. */
  readonly weight: number;
}

/** Plain decimal numbers: no exponent, no sign, no hexadecimal. */
const WEIGHT = /^\d{1,9}(\.\d{0,9})?$/;

/** Whether `name` is written like a mixture, well or not: with a `+` or a `:`. No built-in voice has such a name. */
export function isMixture(name: string): boolean {
  return name.includes("+") || name.includes(":");
}

/**
 * Reads the name of a voice or of a mixture of voices: names joined by `+`, each with a weight after a colon where it
 * isn't 1 (`af_heart:0.6+am_michael:0.4`). Weights are made to add up to 1, and a voice named twice counts once.
 *
 * @param voices the model's own voices, in the order in which people are told of them.
 * @throws SottoError VOICE_NOT_FOUND (field `config.voice`) for a voice that isn't there, listing those that are;
 * INVALID_FIELD for a weight that is no number above 0, or more than {@link MIXTURE_PARTS_MAX} voices. Both say which
 * part it is by its place, and quote nothing.
 */
export function parseVoiceMixture(name: string, voices: readonly string[]): VoicePart[] {
  if (!isMixture(name)) return [{ name: known(name, voices, "The voice"), weight: 1 }];
  const written = name.length <= MIXTURE_CHARS_MAX ? name.split("+") : [];
  if (written.length === 0 || written.length > MIXTURE_PARTS_MAX) {
    throw invalidMixture(`a mixture of at most ${MIXTURE_PARTS_MAX} voices`);
  }
  const weights = new Map<string, number>();
  written.forEach((part, index) => {
    const [voice = "", weight, ...rest] = part.split(":");
    const where = `Part ${index + 1} of the voice`;
    if (rest.length > 0) throw invalidWeight(index);
    const of = known(voice.trim(), voices, where);
    weights.set(of, (weights.get(of) ?? 0) + weightOf(weight?.trim(), index));
  });
  const whole = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return [...weights].map(([of, weight]) => ({ name: of, weight: weight / whole }));
}

/** `parts` as {@link parseVoiceMixture} reads them, with weights to three places: the name that replies carry. */
export function voiceMixtureName(parts: readonly VoicePart[]): string {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only.name;
  return parts.map(({ name, weight }) => `${name}:${shortWeight(weight)}`).join("+");
}

/** Three places, but never 0, which would not be read again. */
function shortWeight(weight: number): number {
  return Math.max(0.001, Math.round(weight * 1000) / 1000);
}

function weightOf(written: string | undefined, index: number): number {
  if (written === undefined) return 1;
  const weight = WEIGHT.test(written) ? Number(written) : 0;
  if (weight <= 0) throw invalidWeight(index);
  return weight;
}

function known(name: string, voices: readonly string[], what: string): string {
  if (voices.includes(name)) return name;
  const list = voices.join(", ");
  throw new SottoError("VOICE_NOT_FOUND", `${what} is none of this model's; it has: ${list}.`, {
    field: "config.voice",
    limit: `one of ${list}, or a mixture of them`,
  });
}

function invalidWeight(index: number): SottoError {
  return invalidMixture(
    `a weight above 0 after the colon, like af_heart:0.6+am_michael:0.4 (part ${index + 1})`,
  );
}

function invalidMixture(limit: string): SottoError {
  return SottoError.invalidField("config.voice", limit);
}
