import { BenchUsageError, HELP, readArguments } from "./arguments.js";
import { runBench } from "./bench.js";
import { renderReport } from "./table.js";

const EXIT_USAGE = 2;

process.exitCode = await main(process.argv.slice(2));

/** Runs the command line; resolves to the exit code. A benchmark that can't be carried out ends with its error. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readArguments(argv);
    if (options.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const report = await runBench(options, (what) => process.stderr.write(`bench: ${what}\n`));
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : renderReport(report));
    return 0;
  } catch (error) {
    if (!(error instanceof BenchUsageError)) throw error;
    process.stderr.write(`bench: ${error.message}\n`);
    return EXIT_USAGE;
  }
}
