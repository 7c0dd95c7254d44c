import { type EngineSource, installedModelDir, type OnnxOptions } from "@sotto/models";
import { flagOf } from "./config/option-table.js";
import { UsageError } from "./config/parse-arguments.js";
import type { Config } from "./config.js";

/** What every family of models is told. */
interface Common {
  readonly onnx: OnnxOptions;
  readonly lexiconFile?: string;
}

/** The models that a configuration may name. */
const MODELS: Readonly<Record<string, (config: Config, common: Common) => Promise<EngineSource>>> =
  {
    mini: async ({ modelsDir }, common) => {
      // A folder of that name stands in for the voice that is shipped: one trained from somebody's own recordings.
      const weightsDir = await installedModelDir(modelsDir, "mini");
      return { family: "mini", ...common, ...(weightsDir === undefined ? {} : { weightsDir }) };
    },
    "mini-int8": (_config, common) =>
      Promise.resolve({ family: "mini", variant: "int8", ...common }),
    "kokoro-82m": (config, common) => kokoroSource(config, common, "full"),
    "kokoro-82m-fast": (config, common) => kokoroSource(config, common, "fast"),
  };

/**
 * What the configured models are loaded from, the default one first.
 * @throws UsageError for a model that there is not, or that has to be pulled first.
 */
export async function modelSources(config: Config): Promise<readonly EngineSource[]> {
  if (config.enableTestEngine !== undefined) {
    return [{ family: "test", options: config.enableTestEngine }];
  }
  const { threads, executionProvider, lexicon } = config;
  // What the provider can't do, the CPU does.
  const providers = executionProvider === "cpu" ? ["cpu"] : [executionProvider, "cpu"];
  const onnx = { intraOpThreads: threads, providers };
  const common = lexicon === "" ? { onnx } : { onnx, lexiconFile: lexicon };
  return Promise.all(config.models.map((id) => modelSource(id, config, common)));
}

function modelSource(id: string, config: Config, common: Common): Promise<EngineSource> {
  const source = Object.hasOwn(MODELS, id) ? MODELS[id] : undefined;
  if (source !== undefined) return source(config, common);
  const known = Object.keys(MODELS).join(", ");
  throw new UsageError(`There is no model ${id}; ${flagOf("model")} takes: ${known}.`);
}

/** Both decoders speak from the same files. */
async function kokoroSource(
  { modelsDir }: Config,
  common: Common,
  decoder: "full" | "fast",
): Promise<EngineSource> {
  const weightsDir = await installedModelDir(modelsDir, "kokoro-82m");
  if (weightsDir !== undefined) return { family: "kokoro", weightsDir, decoder, ...common };
  throw new UsageError(
    `kokoro-82m is not in ${modelsDir}: run npx sotto models pull kokoro-82m, or name its folder with ${flagOf("modelsDir")}.`,
  );
}
