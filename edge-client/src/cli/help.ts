import type { Setting } from "../config/setting.js";
import { SETTINGS } from "../config/settings-table.js";
import { EXIT_CODE_TEXT } from "./exit-code.js";
import type { Verb } from "./verb.js";

const WIDTH = 100;
const INDENT = 28;

/** Flags that every verb takes. */
export const COMMON_FLAGS = {
  json: { summary: "Print one JSON object, errors included, in place of text." },
  help: { summary: "Show this help." },
} as const;

/** The help of one verb. */
export function verbHelp(verb: Verb): string {
  const usage = verb.usage.map((line) => `  sotto ${line}`);
  const own = Object.entries(verb.flags).map(([name, { value, summary }]) =>
    row(value === undefined ? `--${name}` : `--${name} ${value}`, summary),
  );
  const settings = verb.settings.map((name) => settingRow(name));
  const common = Object.entries(COMMON_FLAGS).map(([name, f]) => row(`--${name}`, f.summary));
  const examples = verb.examples.flatMap(({ command, what }) => [`  # ${what}`, `  ${command}`]);
  const exits = EXIT_CODE_TEXT.map(([code, text]) => row(String(code), text));
  return [
    `sotto ${verb.name}: ${verb.summary}`,
    "",
    "Usage:",
    ...usage,
    ...(verb.details === undefined ? [] : ["", ...wrap(verb.details, WIDTH)]),
    "",
    "Flags:",
    ...own,
    ...settings,
    ...common,
    "",
    "Examples:",
    ...examples,
    "",
    "Exit codes:",
    ...exits,
  ].join("\n");
}

/** The help of the command as a whole. */
export function commandHelp(verbs: readonly { name: string; summary: string }[]): string {
  return [
    "sotto: speaks, listens and keeps voices, with a Sotto server.",
    "",
    "Usage:",
    "  sotto VERB [words and flags]",
    "",
    "Verbs:",
    ...verbs.map(({ name, summary }) => row(name, summary)),
    "",
    "`sotto VERB --help` tells more. Every setting has an environment variable, too.",
  ].join("\n");
}

function settingRow(name: keyof typeof SETTINGS): string {
  const setting: Setting<string> | Setting<number> = SETTINGS[name];
  const { flag, env, summary, unit, range, defaultValue, defaultText } = setting;
  const limits = unit === "word" ? `One of ${range}` : unit === "ms" ? `${range} ms` : range;
  const text = `${summary} ${sentence(limits)} Default ${defaultText ?? String(defaultValue)}; ${env}.`;
  return row(`--${flag} ${unit.toUpperCase().split(" ").at(-1) ?? ""}`, text);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function row(left: string, text: string): string {
  const [first = "", ...rest] = wrap(text, WIDTH - INDENT);
  const head = `  ${left}`;
  const start =
    head.length < INDENT - 1
      ? `${head.padEnd(INDENT)}${first}`
      : `${head}\n${" ".repeat(INDENT)}${first}`;
  return [start, ...rest.map((line) => " ".repeat(INDENT) + line)].join("\n");
}

/** `text` in lines of at most `width` characters; empty lines stay. */
function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [""];
    for (const word of paragraph.split(" ")) {
      const line = lines.at(-1) ?? "";
      if (line === "") lines[lines.length - 1] = word;
      else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}
