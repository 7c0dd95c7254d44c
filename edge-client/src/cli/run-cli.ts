import { UsageError } from "../config/usage-error.js";
import { loadConfig } from "../config.js";
import type { CliIo } from "./cli-io.js";
import { describeError } from "./describe-error.js";
import { ExitCode } from "./exit-code.js";
import { commandHelp, verbHelp } from "./help.js";
import type { Interrupts } from "./interrupts.js";
import { parseCommand } from "./parse-command.js";
import type { Verb } from "./verb.js";
import { VERBS } from "./verbs.js";

/** What the command runs with. */
export interface CliOptions {
  /** What stands behind `sotto` on the command line. */
  readonly args: readonly string[];
  readonly io: Omit<CliIo, "json">;
  readonly interrupts: Interrupts;
  /** Version to print. */
  readonly version: string;
}

/** Runs a command line and returns its exit code; errors are told in one sentence, or as an object with `--json`. */
export async function runCli({ args, io, interrupts, version }: CliOptions): Promise<ExitCode> {
  // Known before the rest is understood, so that even a bad command line is answered in the form that was asked for.
  const json = args.includes("--json");
  const full: CliIo = { ...io, json };
  let events = false;
  try {
    const [name = "--help", ...rest] = args;
    if (name === "--version") return print(full, version);
    if (name === "--help" || name === "help") return print(full, await overview());
    const verb = await loadVerb(name);
    events = verb.events === true;
    const { words, values, switches } = parseCommand(verb, rest);
    if (switches.has("help")) return print(full, verbHelp(verb));
    const config = loadConfig(values);
    return await verb.run({ words, values, switches, config, io: full, interrupts });
  } catch (error) {
    const report = describeError(interrupts.signal.aborted ? interrupts.signal.reason : error);
    if (json)
      io.stdout.write(`${JSON.stringify({ ...(events && { event: "error" }), error: report })}\n`);
    else io.stderr.write(`sotto: ${report.message}\n`);
    return report.exitCode;
  }
}

async function loadVerb(name: string): Promise<Verb> {
  const load = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (load !== undefined) return await load();
  const names = Object.keys(VERBS).join(", ");
  throw new UsageError(`There is no verb "${name}": use one of ${names}, or --help.`);
}

async function overview(): Promise<string> {
  const verbs = await Promise.all(Object.values(VERBS).map((load) => load()));
  return commandHelp(verbs);
}

function print(io: CliIo, text: string): ExitCode {
  io.stdout.write(`${text}\n`);
  return ExitCode.OK;
}
