import { describeModel } from "../src/engine-loader.js";
import { chooseModel, findModel, type ModelChoice, sizeOf } from "./model-choice.js";
import { type Machine, thisMachine } from "./report.js";
import { languageOf, readSentences } from "./sentences.js";
import { joinSpeeds, measureSpeed, type SpeedReport } from "./speed.js";

/** What is measured where nothing is named: those of these that are there. */
const MODELS_DEFAULT = ["mini", "mini-int8", "kokoro-82m-fast", "kokoro-82m"];

/** Each turn of a model speaks these sentences so often. */
const ROUNDS = 3;
const SENTENCES = 3;
const CHUNK_MS = 250;

/** What the benchmark is to measure. */
export interface BenchOptions {
  readonly models: readonly string[] | undefined;
  readonly modelsDir: string | undefined;
  readonly turns: number;
}

/** What one model took. */
export interface BenchRow {
  readonly model: string;
  readonly voice: string;
  readonly graphBytes: number;
  readonly speed: SpeedReport;
}

/** What all took, the one that the others are compared with first. */
export interface VoiceBenchReport {
  readonly machine: Machine;
  readonly turns: number;
  readonly rows: readonly BenchRow[];
}

/**
 * Measures the models in turn.
 * @throws EvaluateUsageError where a named model isn't there; SottoError where one can't be used.
 */
export async function benchVoices(
  options: BenchOptions,
  tell: (what: string) => void,
): Promise<VoiceBenchReport> {
  const models = await modelsOf(options);
  const taken = new Map<ModelChoice, SpeedReport[]>(models.map((model) => [model, []]));
  for (let turn = 1; turn <= options.turns; turn++) {
    for (const [model, reports] of taken) {
      tell(`turn ${turn} of ${options.turns}: ${model.id}`);
      reports.push(await measureOnce(model));
    }
  }
  const rows = [...taken].map(async ([model, reports]) => ({
    model: model.id,
    voice: (await describeModel(model.source)).defaultVoice,
    graphBytes: Object.values((await sizeOf(model)).graphs).reduce((sum, size) => sum + size, 0),
    speed: joinSpeeds(reports),
  }));
  return { machine: thisMachine(), turns: options.turns, rows: await Promise.all(rows) };
}

async function modelsOf({ models, modelsDir }: BenchOptions): Promise<readonly ModelChoice[]> {
  if (models !== undefined) {
    return Promise.all(models.map((id) => chooseModel(id, modelsDir)));
  }
  const found = await Promise.all(MODELS_DEFAULT.map((id) => findModel(id, modelsDir)));
  return found.filter((model) => model !== undefined);
}

async function measureOnce({ source }: ModelChoice): Promise<SpeedReport> {
  const voice = (await describeModel(source)).defaultVoice;
  const spoken = readSentences().filter(({ language }) => language === languageOf(voice));
  const sentences = spoken.slice(0, SENTENCES);
  return measureSpeed({ source, voice, sentences, chunkMs: CHUNK_MS, rounds: ROUNDS });
}
