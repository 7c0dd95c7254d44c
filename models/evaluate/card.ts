import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EvaluationReport } from "./report.js";
import { factLines, markdownTable, scoreTable } from "./table.js";
import { variantTable } from "./variant-table.js";

/** Between these two lines of a model card stands what {@link fillCard} writes. */
const BEGIN = "<!-- scores: written by npm run evaluate -- --card -->";
const END = "<!-- end of scores -->";

const WRITE_MANIFEST = fileURLToPath(new URL("../../scripts/write-manifest.mjs", import.meta.url));

/**
 * Writes the scores of `reports` into the model card `file`, and the manifest anew that lists it, where there is one.
 * @throws Error where the card has no place for them or the manifest can't be written.
 */
export function writeCard(file: string, reports: readonly EvaluationReport[]): void {
  writeFileSync(file, fillCard(readFileSync(file, "utf8"), reports));
  const dir = dirname(file);
  if (!existsSync(join(dir, "manifest.json"))) return;
  const { status, stderr } = spawnSync(process.execPath, [WRITE_MANIFEST, dir], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Cannot write the manifest of ${dir}: ${stderr}`);
}

/**
 * The card with its scores written anew from `reports`, the variants of one model.
 * @throws Error where the card has no place for them.
 */
export function fillCard(card: string, reports: readonly EvaluationReport[]): string {
  const begin = card.indexOf(BEGIN);
  const end = card.indexOf(END, begin);
  if (begin < 0 || end < 0) {
    throw new Error(`A card must hold the lines "${BEGIN}" and "${END}" around its scores`);
  }
  const variants = reports.length > 1 ? [...variantTable(reports), ""] : [];
  const scores = [...variants, ...reports.flatMap(section)].join("\n");
  return `${card.slice(0, begin + BEGIN.length)}\n\n${scores}\n${card.slice(end)}`;
}

function section(report: EvaluationReport): string[] {
  const { model, machine, voices, date, chunkMs } = report;
  return [
    `**${model.id}** ${model.version}, ${date}, ${machine.cpu}, one thread; the sentences of ` +
      `\`models/evaluate/sentences.tsv\` through the engine in chunks of ${chunkMs} ms, at -26 dBFS.`,
    "",
    ...(voices.length > 0 ? [...scoreTable(voices, markdownTable), ""] : []),
    ...factLines(report).map((line) => `- ${line}`),
    "",
  ];
}
