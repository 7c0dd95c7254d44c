import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineSource } from "../src/engine-loader.js";
import { ModelFolder } from "../src/manifest/model-folder.js";
import { installedModelDir } from "../src/store/models-dir.js";
import { EvaluateUsageError } from "./arguments.js";
import { pulledModelsDir } from "./config.js";

/** The folder with the models that come with this package, a folder each. */
const WEIGHTS_DIR = fileURLToPath(new URL("../../weights/", import.meta.url));

/** Kokoro's two decoders work from the same files. */
const KOKORO = "kokoro-82m";
const KOKORO_DECODERS: ReadonlyMap<string, "full" | "fast"> = new Map([
  [KOKORO, "full"],
  [`${KOKORO}-fast`, "fast"],
]);

/** A model that can be measured. */
export interface ModelChoice {
  readonly id: string;
  readonly source: EngineSource;
  /** Its folder. */
  readonly dir: string;
}

/** Bytes of a model's files by name, graphs only, and of all its files together. */
export interface ModelSize {
  readonly graphs: Readonly<Record<string, number>>;
  readonly totalBytes: number;
}

/**
 * Where the model `id` is loaded from; undefined where it isn't there.
 * @param modelsDir folder that models were pulled to; the usual one where absent. Any other model of the small voice's
 * family may lie there too; without it, those that come with this package are meant.
 */
export async function findModel(
  id: string,
  modelsDir: string | undefined,
): Promise<ModelChoice | undefined> {
  const decoder = KOKORO_DECODERS.get(id);
  const dir =
    decoder === undefined
      ? await installedModelDir(modelsDir ?? WEIGHTS_DIR, id)
      : await installedModelDir(modelsDir ?? pulledModelsDir(), KOKORO);
  if (dir === undefined) {
    // A folder of pulled models needn't hold those that come with this package.
    return modelsDir === undefined || decoder !== undefined ? undefined : findModel(id, undefined);
  }
  const source: EngineSource =
    decoder === undefined
      ? { family: "mini", weightsDir: dir }
      : { family: "kokoro", weightsDir: dir, decoder };
  return { id, dir, source };
}

/** As {@link findModel}. @throws EvaluateUsageError where it isn't there. */
export async function chooseModel(id: string, modelsDir: string | undefined): Promise<ModelChoice> {
  const found = await findModel(id, modelsDir);
  if (found !== undefined) return found;
  const where = modelsDir ?? (KOKORO_DECODERS.has(id) ? pulledModelsDir() : join(WEIGHTS_DIR));
  throw new EvaluateUsageError(
    `There is no model ${id} in ${where}; --models-dir names the folder that sotto models pull left it in`,
  );
}

/** What the model's files take. @throws SottoError MODEL_UNUSABLE for a manifest that can't be read. */
export async function sizeOf({ dir }: ModelChoice): Promise<ModelSize> {
  const { files } = await ModelFolder.readManifest(dir);
  const graphs = files.filter(({ path }) => path.endsWith(".onnx"));
  return {
    graphs: Object.fromEntries(graphs.map(({ path, bytes }) => [path, bytes])),
    totalBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
