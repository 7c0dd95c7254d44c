import { UsageError } from "../config/usage-error.js";
import type { VerbContext } from "./verb.js";

type Values = VerbContext["values"];

/**
 * The number that `--flag` gives, within [min, max]; `undefined` where the flag is absent.
 * @throws UsageError that names the flag and its range.
 */
export function numberFlag(
  values: Values,
  flag: string,
  { min, max, integer = false }: { min: number; max: number; integer?: boolean },
): number | undefined {
  const raw = values[flag];
  if (raw === undefined) return undefined;
  const value = Number(raw);
  const inRange = raw.trim() !== "" && value >= min && value <= max;
  if (inRange && (!integer || Number.isInteger(value))) return value;
  const kind = integer ? "a whole number" : "a number";
  throw new UsageError(`--${flag} must be ${kind} from ${min} to ${max}, received "${raw}".`);
}

/**
 * The entry of `choices` that `--flag` names; `undefined` where the flag is absent.
 * @throws UsageError that names the flag and its choices.
 */
export function choiceFlag<T>(
  values: Values,
  flag: string,
  choices: Readonly<Record<string, T>>,
): T | undefined {
  const raw = values[flag];
  return raw === undefined ? undefined : choiceOf(raw, flag, choices);
}

/** As {@link choiceFlag}, for several separated by commas; empty where the flag is absent. */
export function choicesFlag<T>(
  values: Values,
  flag: string,
  choices: Readonly<Record<string, T>>,
): T[] {
  const raw = values[flag];
  return raw === undefined ? [] : raw.split(",").map((word) => choiceOf(word, flag, choices));
}

function choiceOf<T>(raw: string, flag: string, choices: Readonly<Record<string, T>>): T {
  const choice = Object.hasOwn(choices, raw) ? choices[raw] : undefined;
  if (choice !== undefined) return choice;
  const names = Object.keys(choices).join(", ");
  throw new UsageError(`--${flag} must be one of ${names}, received "${raw}".`);
}

/**
 * The value of `--flag`, which must be given.
 * @throws UsageError that says what is missing.
 */
export function requiredFlag(values: Values, flag: string, what: string): string {
  const value = values[flag];
  if (value !== undefined && value.trim() !== "") return value;
  throw new UsageError(`--${flag} is missing: ${what}.`);
}
