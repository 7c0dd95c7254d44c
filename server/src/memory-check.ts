import { describeModel, type EngineSource, type MemoryAvailable, planMemory } from "@sotto/models";

/**
 * Checks before anything is loaded that a copy of every model fits for each worker. Each engine checks its own copy
 * again, but workers that load at the same time would all see the memory that only one of them can have.
 * @param available What there is; asked of the machine and its cgroup where not given.
 * @throws SottoError MODEL_UNUSABLE with the numbers and what to do instead, or for a manifest that can't be read.
 */
export async function checkMemory(
  sources: readonly EngineSource[],
  workers: number,
  available?: MemoryAvailable,
): Promise<void> {
  const models = await Promise.all(sources.map(describeModel));
  const need = {
    modelId: models.map(({ id }) => id).join(" and "),
    bytesPerCopy: models.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
    copies: workers,
    smaller: sources.some(({ family }) => family === "mini") ? [] : [await embeddedModel()],
  };
  planMemory(need, available);
}

/** The voice that can be spoken with in place of a bigger one. */
async function embeddedModel(): Promise<{ modelId: string; bytesPerCopy: number }> {
  const { id, memoryBytes } = await describeModel({ family: "mini" });
  return { modelId: id, bytesPerCopy: memoryBytes };
}
