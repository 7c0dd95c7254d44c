import { type MemoryAvailable, memoryAvailable } from "../manifest/machine-memory.js";
import { type ManifestFile, peakMemoryBytes } from "../manifest/manifest.js";
import { type MemoryPlan, memoryPlan } from "../manifest/memory-plan.js";
import { FRONT_END_MEMORY_BYTES } from "../mini/mini-constants.js";
import { type ModelStore, manifestOf, type StoredModel } from "./model-store.js";

/** All about a model of the store. */
export interface ModelInfo extends StoredModel {
  readonly family: string;
  readonly credits: readonly string[];
  readonly files: readonly Pick<ManifestFile, "path" | "bytes" | "sha256">[];
  /** What one copy of it takes when it is loaded, against what this machine has. */
  readonly memory: MemoryPlan;
}

/**
 * All that is known of a model, whether it is on this machine or not.
 * @throws SottoError MODEL_UNUSABLE where it is there and its manifest can't be read.
 */
export async function modelInfo(
  store: ModelStore,
  model: StoredModel,
  available: MemoryAvailable | undefined = memoryAvailable(),
): Promise<ModelInfo> {
  const listed = store.catalogue.find(({ id }) => id === model.id);
  const credits = listed?.credits ?? [];
  const described = model.dir === undefined ? listed : undefined;
  const { family, files } = described ?? (await manifestOf(model));
  const bytesPerCopy = peakMemoryBytes({ files }) + FRONT_END_MEMORY_BYTES;
  const memory = memoryPlan({ modelId: model.id, bytesPerCopy, copies: 1 }, available);
  return { ...model, family, credits, files, memory };
}
