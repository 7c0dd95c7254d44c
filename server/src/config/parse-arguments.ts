import type { Option } from "./option.js";
import { environmentNameOf, flagOf, OPTIONS, type OptionName } from "./option-table.js";

/** A command line or environment that can't be understood; the message is one sentence for people. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The options' values by name. */
export type OptionValues = {
  readonly [K in OptionName]: (typeof OPTIONS)[K] extends Option<infer T> ? T : never;
};

/** What a command line asks for. */
export interface ParsedArguments {
  readonly values: OptionValues;
  readonly help: boolean;
  readonly version: boolean;
  readonly printConfig: boolean;
}

const NAMES = Object.keys(OPTIONS) as OptionName[];

/**
 * Reads flags over environment variables over defaults.
 * @throws UsageError for an unknown flag, a flag without its value or a value out of its range.
 */
export function parseArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ParsedArguments {
  const raw = new Map<OptionName, { text: string; origin: string }>();
  for (const name of NAMES) {
    const origin = environmentNameOf(name);
    const text = environment[origin];
    if (text !== undefined) raw.set(name, { text, origin });
  }
  const asked = readFlags(argv, raw);
  const values: Partial<Record<OptionName, unknown>> = {};
  for (const name of NAMES) values[name] = valueOf(name, raw.get(name));
  return { values: values as OptionValues, ...asked };
}

function readFlags(
  argv: readonly string[],
  raw: Map<OptionName, { text: string; origin: string }>,
): { help: boolean; version: boolean; printConfig: boolean } {
  const asked = { help: false, version: false, printConfig: false };
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (argument === "--help" || argument === "-h") asked.help = true;
    else if (argument === "--version") asked.version = true;
    else if (argument === "--print-config") asked.printConfig = true;
    else {
      const { name, text, origin } = readFlag(argument, rest);
      raw.set(name, { text, origin });
    }
  }
  return asked;
}

/** Reads one flag; takes its value from `rest` where it is not in the argument itself. */
function readFlag(
  argument: string,
  rest: string[],
): { name: OptionName; text: string; origin: string } {
  const equals = argument.indexOf("=");
  const origin = equals < 0 ? argument : argument.slice(0, equals);
  const given = equals < 0 ? undefined : argument.slice(equals + 1);
  const negated = NAMES.find(
    (name) => OPTIONS[name].isSwitch && `--no-${flagOf(name).slice(2)}` === origin,
  );
  if (negated !== undefined && given === undefined) return { name: negated, text: "false", origin };
  const name = NAMES.find((candidate) => flagOf(candidate) === origin);
  if (name === undefined) {
    throw new UsageError(
      `There is no option ${JSON.stringify(origin)}; --help lists those there are.`,
    );
  }
  if (given !== undefined) return { name, text: given, origin };
  if (OPTIONS[name].isSwitch) return { name, text: "true", origin };
  const text = rest.shift();
  if (text === undefined) throw new UsageError(`${origin} needs a value: ${OPTIONS[name].range}.`);
  return { name, text, origin };
}

function valueOf(name: OptionName, raw: { text: string; origin: string } | undefined): unknown {
  const option: Option<unknown> = OPTIONS[name];
  if (raw === undefined) return option.defaultValue;
  try {
    return option.parse(raw.text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`${raw.origin} ${error.message} (${option.unit}).`);
  }
}
