import type { SettingName } from "../config/settings-table.js";
import type { Config } from "../config.js";
import type { CliIo } from "./cli-io.js";
import type { ExitCode } from "./exit-code.js";
import type { Interrupts } from "./interrupts.js";

/** A flag of one verb. */
export interface FlagSpec {
  /** What stands for its value in the help; a flag without one is a switch. */
  readonly value?: string;
  /** What it does, in a sentence. */
  readonly summary: string;
}

/** A line of the help that can be typed as it stands. */
interface Example {
  readonly command: string;
  readonly what: string;
}

/** What a verb is run with. */
export interface VerbContext {
  /** The words that are no flags. */
  readonly words: readonly string[];
  /** The verb's own flags that were given with a value. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** The verb's own switches that were given. */
  readonly switches: ReadonlySet<string>;
  readonly config: Config;
  readonly io: CliIo;
  readonly interrupts: Interrupts;
}

/** One verb of the command. */
export interface Verb {
  readonly name: string;
  /** What it does, in a sentence. */
  readonly summary: string;
  /** Ways to call it, without `sotto`. */
  readonly usage: readonly string[];
  /** More about it, in paragraphs. */
  readonly details?: string;
  readonly flags: Readonly<Record<string, FlagSpec>>;
  /** The settings of the configuration that it takes as flags. */
  readonly settings: readonly SettingName[];
  readonly examples: readonly Example[];
  /** Whether `--json` prints one object per event, told apart by their field `event`. */
  readonly events?: boolean;
  /** Does it. Throws what went wrong; the caller tells of it. */
  run(context: VerbContext): Promise<ExitCode>;
}
