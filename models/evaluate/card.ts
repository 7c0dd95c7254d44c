import type { EvaluationReport } from "./report.js";
import { factLines, markdownTable, scoreTable } from "./table.js";

/** Between these two lines of a model card stands what {@link fillCard} writes. */
const BEGIN = "<!-- scores: written by npm run evaluate -- --card -->";
const END = "<!-- end of scores -->";

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
  const scores = reports.flatMap(section).join("\n");
  return `${card.slice(0, begin + BEGIN.length)}\n\n${scores}\n${card.slice(end)}`;
}

function section(report: EvaluationReport): string[] {
  const { model, machine, voices, date } = report;
  return [
    `**${model.id}** ${model.version}, ${date}, ${machine.cpu}, one thread; sentences of \`models/evaluate/sentences.tsv\`.`,
    "",
    ...(voices.length > 0 ? [...scoreTable(voices, markdownTable), ""] : []),
    ...factLines(report).map((line) => `- ${line}`),
    "",
  ];
}
