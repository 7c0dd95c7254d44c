import { parseArgs } from "node:util";
import { SETTINGS } from "../config/settings-table.js";
import { UsageError } from "../config/usage-error.js";
import type { TypedFlags } from "../config.js";
import { COMMON_FLAGS } from "./help.js";
import type { Verb } from "./verb.js";

type Options = Record<string, { type: "string" | "boolean"; multiple?: boolean }>;

/** What node:util's parser gives for {@link Options}. */
interface Parsed {
  readonly values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  readonly positionals: string[];
}

/** A command line, taken apart. */
export interface ParsedCommand {
  readonly words: readonly string[];
  /** Flags with a value: the verb's own and the settings', by name without dashes. */
  readonly values: TypedFlags;
  readonly switches: ReadonlySet<string>;
}

/**
 * Takes apart what stands behind the verb.
 * @throws UsageError where a flag is unknown, lacks its value or stands twice.
 */
export function parseCommand(verb: Verb, args: readonly string[]): ParsedCommand {
  const valued = Object.entries(verb.flags).filter(([, flag]) => flag.value !== undefined);
  const plain = Object.entries({ ...verb.flags, ...COMMON_FLAGS }).filter(
    ([, flag]) => !("value" in flag) || flag.value === undefined,
  );
  const strings = [...valued.map(([name]) => name), ...verb.settings.map((n) => SETTINGS[n].flag)];
  const options: Options = {};
  for (const name of strings) options[name] = { type: "string", multiple: true };
  for (const [name] of plain) options[name] = { type: "boolean" };
  try {
    const given = { args: [...args], options, allowPositionals: true };
    const { values, positionals } = parseArgs(given) as Parsed;
    const entries = Object.entries(values);
    const switches = entries.filter(([, value]) => value === true).map(([name]) => name);
    const typed = entries.flatMap(([name, value]) =>
      Array.isArray(value) ? [[name, only(name, value)] as const] : [],
    );
    return {
      words: positionals,
      values: Object.fromEntries(typed),
      switches: new Set(switches),
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${firstSentence(error)} See "sotto ${verb.name} --help".`);
  }
}

function only(name: string, given: readonly (string | boolean)[]): string {
  if (given.length > 1) throw new UsageError(`--${name} was given more than once.`);
  return String(given[0]);
}

/** Node's own message goes on with advice on its API, which does not help here. */
function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const end = message.search(/\.(\s|$)/);
  return end < 0 ? `${message}.` : message.slice(0, end + 1);
}
