import type { Option } from "./option.js";
import { environmentNameOf, flagOf, OPTION_GROUPS } from "./option-table.js";

/** The text of `--help`. */
export function helpText(): string {
  const lines = [
    "Usage: npm start -- [OPTION ...]",
    "",
    "Serves speech over gRPC. Each option can be given as a flag (--name VALUE or --name=VALUE) or as an",
    "environment variable; the flag wins. When the server listens, it prints one JSON line with the address.",
    "",
    "  --help           Prints this and ends.",
    "  --version        Prints the version and ends.",
    "  --print-config   Prints the configuration as JSON and ends.",
  ];
  for (const [group, options] of Object.entries(OPTION_GROUPS)) {
    lines.push("", `${group}:`);
    for (const [name, option] of Object.entries<Option<unknown>>(options)) {
      lines.push(`  ${flagOf(name)}  ${environmentNameOf(name)}`, `      ${option.summary}`);
      lines.push(`      ${option.unit}: ${option.range}; default ${defaultTextOf(option)}`);
    }
  }
  lines.push(
    "",
    "Traces and metrics are sent by OTLP where the standard OTEL_* variables ask for it.",
  );
  return `${lines.join("\n")}\n`;
}

/** The section of the documentation on options: one table per group, in Markdown. */
export function optionTables(): string {
  const lines: string[] = [];
  for (const [group, options] of Object.entries(OPTION_GROUPS)) {
    lines.push(`### ${group}`, "");
    lines.push("| Flag and variable | What it does | Unit | Range | Default | When to change it |");
    lines.push("|---|---|---|---|---|---|");
    for (const [name, option] of Object.entries<Option<unknown>>(options)) {
      const names = `\`${flagOf(name)}\` \`${environmentNameOf(name)}\``;
      const { summary, unit, range, whenToChange } = option;
      lines.push(
        `| ${names} | ${summary} | ${unit} | ${range} | ${defaultTextOf(option)} | ${whenToChange} |`,
      );
    }
    lines.push("");
  }
  return lines.join("\n");
}

function defaultTextOf(option: Option<unknown>): string {
  if (option.defaultText !== undefined) return option.defaultText;
  if (option.defaultValue === undefined || option.defaultValue === "") return "none";
  return JSON.stringify(option.defaultValue);
}
