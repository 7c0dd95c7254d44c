import { parseArgs } from "node:util";
import { SottoError } from "@sotto/proto/error";
import { EvaluateUsageError, readOptions } from "./arguments.js";
import { renderBench } from "./bench-table.js";
import { benchVoices } from "./bench-voices.js";

const HELP = `npm run bench:voice -- [options]

Measures engines without a server, each in a process of its own on one thread, in turn and several times over: what else
the machine does hits all alike, and ratios within one run can be trusted where times can't.

  --models LIST     Models, separated by commas. Default: mini and, where they are there, mini-int8, kokoro-82m,
                    kokoro-82m-fast
  --models-dir DIR  Folder that models were pulled to; those that come with Sotto need none.
  --turns N         Turns, 1 to 20. Default: 3
  --json            Print one JSON object instead of a table.
  --help            Print this.
`;
const TURNS_DEFAULT = 3;
const TURNS_MAX = 20;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

process.exitCode = await main(process.argv.slice(2));

/** Runs the command line; resolves to the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values } = readOptions(() => parseOptions(argv));
    if (values.help === true) {
      process.stdout.write(HELP);
      return 0;
    }
    const report = await benchVoices(
      {
        models: values.models?.split(","),
        modelsDir: values["models-dir"],
        turns: turnsOf(values.turns),
      },
      (what) => process.stderr.write(`bench:voice: ${what}\n`),
    );
    process.stdout.write(
      values.json === true ? `${JSON.stringify(report)}\n` : renderBench(report),
    );
    return 0;
  } catch (error) {
    if (!(error instanceof EvaluateUsageError || error instanceof SottoError)) throw error;
    process.stderr.write(`bench:voice: ${error.message}\n`);
    return error instanceof EvaluateUsageError ? EXIT_USAGE : EXIT_FAILED;
  }
}

function parseOptions(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      models: { type: "string" },
      "models-dir": { type: "string" },
      turns: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
}

function turnsOf(value: string | undefined): number {
  const turns = value === undefined ? TURNS_DEFAULT : Number(value);
  if (!Number.isInteger(turns) || turns < 1 || turns > TURNS_MAX) {
    throw new EvaluateUsageError(`--turns takes a whole number from 1 to ${TURNS_MAX}`);
  }
  return turns;
}
