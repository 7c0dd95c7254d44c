import { fileURLToPath } from "node:url";
import { EXIT_CODE_TEXT } from "../../src/cli/exit-code.js";
import type { Verb } from "../../src/cli/verb.js";
import { VERBS } from "../../src/cli/verbs.js";
import type { Setting } from "../../src/config/setting.js";
import { SETTINGS } from "../../src/config/settings-table.js";

/** The document whose reference part is made from the code. */
export const EDGE_CLIENT_DOC = fileURLToPath(
  new URL("../../../../docs/edge-client.md", import.meta.url),
);

/** The line behind which the reference stands, to the end of the document. */
export const REFERENCE_MARKER =
  "<!-- From here on made by `node scripts/edge-client-reference.mjs`; a test compares. -->";

/** The reference: settings, exit codes and verbs, in Markdown. */
export async function referenceMarkdown(): Promise<string> {
  const verbs = await Promise.all(Object.values(VERBS).map((load) => load()));
  return [
    "## Settings",
    "",
    "A flag goes before its variable, the variable before the default. Each verb takes those that concern it.",
    "",
    ...table(["flag", "variable", "unit", "range", "default", "what and when"], settingRows()),
    "",
    "## Exit codes",
    "",
    ...table(
      ["code", "meaning"],
      EXIT_CODE_TEXT.map(([code, text]) => [String(code), text]),
    ),
    "",
    "## Verbs",
    ...verbs.flatMap(verbSection),
    "",
  ].join("\n");
}

function settingRows(): string[][] {
  const settings: readonly (Setting<string> | Setting<number>)[] = Object.values(SETTINGS);
  return settings.map(({ flag, env, unit, range, defaultValue, defaultText, summary }) => [
    `\`--${flag}\``,
    `\`${env}\``,
    unit,
    range,
    defaultText ?? `\`${String(defaultValue)}\``,
    summary,
  ]);
}

function verbSection(verb: Verb): string[] {
  const flags = Object.entries(verb.flags).map(([name, { value, summary }]) => [
    value === undefined ? `\`--${name}\`` : `\`--${name} ${value.replaceAll("|", "\\|")}\``,
    summary,
  ]);
  const settings = verb.settings.map((name) => `\`--${SETTINGS[name].flag}\``);
  return [
    "",
    `### ${verb.name}`,
    "",
    `\`sotto ${verb.name}\` ${verb.summary}`,
    ...(verb.details === undefined ? [] : ["", verb.details]),
    "",
    "```sh",
    ...verb.examples.flatMap(({ command, what }) => [`# ${what}`, command]),
    "```",
    ...(flags.length === 0 ? [] : ["", ...table(["flag", "what"], flags)]),
    ...(settings.length === 0 ? [] : ["", `Settings: ${settings.join(", ")}.`]),
  ];
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)];
}
