import { parseArgs } from "node:util";

/** What the benchmark is asked to do. */
export interface BenchArguments {
  readonly json: boolean;
  readonly help: boolean;
  readonly quick: boolean;
  /** Numbers of concurrent streams, one row each. */
  readonly streams: readonly number[];
  /** Repeats of the ten sentences on each stream. */
  readonly repeats: number;
}

const STREAMS = [1, 2, 4, 8, 16];
const STREAMS_QUICK = [1, 4];
const REPEATS = 3;
const REPEATS_QUICK = 1;

const STREAMS_MAX = 1000;
const REPEATS_MAX = 1000;

/** What `--help` prints. */
export const HELP = `npm run bench -- [options]

Measures the server with the embedded voice, the engine without the server, and the server without an engine, one after
the other on this machine. Every stream is a client on a connection of its own that has ten sentences spoken one after
the other; its listener starts to play at the first sound.

  --json            Print one JSON object instead of tables.
  --quick           Fewer streams, one repeat, no measurement of capacity: half a minute, and less to rely on.
  --streams LIST    Numbers of concurrent streams, 1 to ${STREAMS_MAX}, separated by commas. Default: ${STREAMS.join(",")}
  --repeats N       Repeats of the ten sentences on each stream, 1 to ${REPEATS_MAX}. Default: ${REPEATS}
  --help            Print this.
`;

/** A mistake on the command line. */
export class BenchUsageError extends Error {}

/** Reads the command line. @throws BenchUsageError with one sentence. */
export function readArguments(argv: readonly string[]): BenchArguments {
  const values = parse(argv);
  const quick = values.quick ?? false;
  return {
    json: values.json ?? false,
    help: values.help ?? false,
    quick,
    streams: streamsOf(values.streams) ?? (quick ? STREAMS_QUICK : STREAMS),
    repeats:
      values.repeats === undefined
        ? quick
          ? REPEATS_QUICK
          : REPEATS
        : count("--repeats", values.repeats, REPEATS_MAX),
  };
}

interface Values {
  readonly json?: boolean;
  readonly help?: boolean;
  readonly quick?: boolean;
  readonly streams?: string;
  readonly repeats?: string;
}

function parse(argv: readonly string[]): Values {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        json: { type: "boolean" },
        help: { type: "boolean" },
        quick: { type: "boolean" },
        streams: { type: "string" },
        repeats: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new BenchUsageError(error instanceof Error ? error.message : String(error));
  }
}

function streamsOf(list: string | undefined): number[] | undefined {
  return list?.split(",").map((text) => count("--streams", text, STREAMS_MAX));
}

function count(flag: string, text: string, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new BenchUsageError(`${flag} takes whole numbers from 1 to ${max}.`);
}
