import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineSource } from "../src/engine-loader.js";
import { ModelFolder } from "../src/manifest/model-folder.js";
import { EvaluateUsageError } from "./arguments.js";

/** The folder with the models that come with this package, a folder each. */
const WEIGHTS_DIR = fileURLToPath(new URL("../../weights/", import.meta.url));

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
 * Where the model `id` is loaded from: `modelsDir`, or what comes with this package.
 * @throws EvaluateUsageError where it isn't there.
 */
export function chooseModel(id: string, modelsDir: string | undefined): ModelChoice {
  const dir = join(modelsDir ?? WEIGHTS_DIR, id);
  if (!existsSync(join(dir, "manifest.json"))) {
    throw new EvaluateUsageError(
      `There is no model ${id} in ${modelsDir ?? WEIGHTS_DIR}; --models-dir names the folder that models were pulled to`,
    );
  }
  return { id, dir, source: { family: "mini", weightsDir: dir } };
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
