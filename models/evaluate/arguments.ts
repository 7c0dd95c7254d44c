import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

/** The parts of an evaluation, in the order in which they run. */
export const PARTS = ["words", "dnsmos", "f0", "clone", "speed", "streaming"] as const;

/** One part of an evaluation. */
export type Part = (typeof PARTS)[number];

/** What runs where `--only` is absent: all but cloning, which needs speakers' recordings and PyTorch. */
const PARTS_DEFAULT: readonly Part[] = ["words", "dnsmos", "f0", "speed", "streaming"];

/** What the evaluation is asked to do. */
export interface EvaluateArguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly pictures: boolean;
  /** Id of the model. */
  readonly model: string;
  /** Folder with a folder for each pulled model; absent for those that come with this package. */
  readonly modelsDir: string | undefined;
  /** Voices to judge; all of the model's where absent. */
  readonly voices: readonly string[] | undefined;
  readonly parts: ReadonlySet<Part>;
  /** Folder for WAVs, pictures and `scores.json`. */
  readonly outDir: string;
  readonly chunkMs: number;
  readonly python: string;
  readonly cacheDir: string;
  /** Model cards whose tables of scores are to be written anew. */
  readonly cards: readonly string[];
  /** Scores of earlier runs to write the card from, in place of a run. */
  readonly from: readonly string[];
  /** Arguments for the stage that judges clones, passed on as they are. */
  readonly cloneArguments: readonly string[];
}

const CHUNK_MS_DEFAULT = 250;
const CHUNK_MS_MAX = 10_000;

/** What `--help` prints. */
export const HELP = `npm run evaluate -- [options] [-- options of the cloning judge]

Speaks the sentences of models/evaluate/sentences.tsv through the engine, chunk by chunk, writes them as WAV files, and
has judges score them. The judges (DNSMOS and Moonshine tiny, 106 MB to download once, 46 MB kept) and a virtual
environment to run them in (330 MB) are fetched by pip as you have it set up, and kept in ~/.cache/sotto/evaluate.

  --model ID        Model to judge. Default: mini
  --models-dir DIR  Folder that the model was pulled to; default for mini: the one that comes with Sotto.
  --voices LIST     Voices, separated by commas. Default: all that the model has in English and
                    Mandarin; of a model with dozens, those that the teacher is known by
  --only LIST       Parts to run, of ${PARTS.join(",")}. Default: ${PARTS_DEFAULT.join(",")}
  --chunk-ms N      Sound of one step. Default: ${CHUNK_MS_DEFAULT}
  --out DIR         Folder for sounds and scores. Default: .sotto/evaluate/ID
  --pictures        A spectrogram with its pitch for each sentence (fetches matplotlib).
  --card LIST       Write the tables of scores into these model cards, and the manifests beside them anew.
  --from LIST       Files of scores (scores.json) from earlier runs, in place of a run; the variants of one model.
  --python CMD      Python 3.11 or later. Default: python3
  --cache DIR       Where judges are kept. Default: ~/.cache/sotto/evaluate
  --json            Print one JSON object instead of tables.
  --help            Print this.
`;

/** A mistake on the command line. */
export class EvaluateUsageError extends Error {}

/** Reads the command line. @throws EvaluateUsageError with one sentence. */
export function readArguments(argv: readonly string[]): EvaluateArguments {
  const { values, positionals } = readOptions(() => parseOptions(argv));
  const model = values.model ?? "mini";
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    pictures: values.pictures ?? false,
    model,
    modelsDir: values["models-dir"],
    voices: list(values.voices),
    parts: partsOf(values.only),
    outDir: values.out ?? join(".sotto", "evaluate", model),
    chunkMs: chunkMsOf(values["chunk-ms"]),
    python: values.python ?? "python3",
    cacheDir: values.cache ?? join(homedir(), ".cache", "sotto", "evaluate"),
    cards: list(values.card) ?? [],
    from: list(values.from) ?? [],
    cloneArguments: positionals,
  };
}

const OPTIONS = {
  help: { type: "boolean" },
  json: { type: "boolean" },
  pictures: { type: "boolean" },
  model: { type: "string" },
  "models-dir": { type: "string" },
  voices: { type: "string" },
  only: { type: "string" },
  out: { type: "string" },
  "chunk-ms": { type: "string" },
  python: { type: "string" },
  cache: { type: "string" },
  card: { type: "string" },
  from: { type: "string" },
} as const;

/** What `read` makes of a command line; one that it can't read is an {@link EvaluateUsageError}. */
export function readOptions<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new EvaluateUsageError(error instanceof Error ? error.message : String(error));
  }
}

function parseOptions(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: argv.includes("--") });
}

function list(value: string | undefined): string[] | undefined {
  return value
    ?.split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function partsOf(value: string | undefined): ReadonlySet<Part> {
  const names = list(value);
  if (names === undefined) return new Set(PARTS_DEFAULT);
  const parts = PARTS.filter((part) => names.includes(part));
  const unknown = names.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined || parts.length === 0) {
    throw new EvaluateUsageError(`--only takes ${PARTS.join(", ")}, separated by commas`);
  }
  return new Set(parts);
}

function chunkMsOf(value: string | undefined): number {
  const ms = value === undefined ? CHUNK_MS_DEFAULT : Number(value);
  if (!Number.isInteger(ms) || ms < 1 || ms > CHUNK_MS_MAX) {
    throw new EvaluateUsageError(`--chunk-ms takes a whole number from 1 to ${CHUNK_MS_MAX}`);
  }
  return ms;
}
