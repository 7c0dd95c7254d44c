import { readFile } from "node:fs/promises";
import { SottoError } from "@sotto/proto/error";
import { type EvaluateArguments, EvaluateUsageError, HELP, readArguments } from "./arguments.js";
import { writeCard } from "./card.js";
import { evaluate } from "./evaluate.js";
import { UnavailableError } from "./python.js";
import { type EvaluationReport, REPORT_FORMAT } from "./report.js";
import { renderReport } from "./table.js";

const EXIT_UNAVAILABLE = 1;
const EXIT_USAGE = 2;

process.exitCode = await main(process.argv.slice(2));

/** Runs the command line; resolves to the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readArguments(argv);
    if (options.help) process.stdout.write(HELP);
    else await run(options);
    return 0;
  } catch (error) {
    const known =
      error instanceof EvaluateUsageError ||
      error instanceof UnavailableError ||
      error instanceof SottoError;
    if (!known) throw error;
    process.stderr.write(`evaluate: ${error.message}\n`);
    return error instanceof EvaluateUsageError ? EXIT_USAGE : EXIT_UNAVAILABLE;
  }
}

async function run(options: EvaluateArguments): Promise<void> {
  const reports =
    options.from.length > 0
      ? await Promise.all(options.from.map(readReport))
      : [await evaluate(options, tell)];
  for (const card of options.cards) writeCard(card, reports);
  for (const report of reports) {
    process.stdout.write(
      options.json ? `${JSON.stringify(report)}\n` : `${renderReport(report)}\n`,
    );
  }
}

/** One line on a terminal that is written over; lines where the output is kept. */
function tell(what: string): void {
  process.stderr.write(
    process.stderr.isTTY ? `\r\u001b[Kevaluate: ${what}` : `evaluate: ${what}\n`,
  );
}

async function readReport(file: string): Promise<EvaluationReport> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new EvaluateUsageError(`${file} can't be read (${code})`);
  });
  const report = parseReport(text);
  if (report?.format !== REPORT_FORMAT) {
    throw new EvaluateUsageError(`${file} holds no scores of this version's evaluate`);
  }
  return report;
}

function parseReport(text: string): EvaluationReport | undefined {
  try {
    return (JSON.parse(text) ?? undefined) as EvaluationReport | undefined;
  } catch {
    return undefined;
  }
}
