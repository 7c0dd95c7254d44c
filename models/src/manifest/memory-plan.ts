import { type MemoryAvailable, memoryAvailable } from "./machine-memory.js";
import { modelUnusable } from "./model-unusable.js";

/** Memory that must stay free beside the models, in bytes: the rest of the process, and the kernel's page cache. */
export const MEMORY_RESERVE_BYTES = 32 * 2 ** 20;

/** What is to be loaded. */
export interface MemoryNeed {
  readonly modelId: string;
  /** Peak memory of one copy in bytes. */
  readonly bytesPerCopy: number;
  /** How many copies will be loaded (one for each worker). */
  readonly copies: number;
}

/**
 * Checks before loading that a model will fit, so that it doesn't meet the kernel's out-of-memory killer instead.
 * @param available what there is; asked of the machine where not given; `undefined` (unknown) refuses nothing.
 * @throws SottoError MODEL_UNUSABLE with the numbers and what to do instead.
 */
export function planMemory(
  need: MemoryNeed,
  available: MemoryAvailable | undefined = memoryAvailable(),
): void {
  if (available === undefined) return;
  const bytes = need.bytesPerCopy * need.copies + MEMORY_RESERVE_BYTES;
  if (bytes <= available.bytes) return;
  const copies = need.copies === 1 ? "one copy" : `${need.copies} copies`;
  const fewer = need.copies === 1 ? "" : "use fewer workers, ";
  throw modelUnusable(
    `The model ${need.modelId} needs ${mebibytes(bytes)} MiB (${copies} and a reserve), but ${available.limitedBy} ` +
      `has ${mebibytes(available.bytes)} MiB left: ${fewer}free memory or raise the limit, use a smaller model ` +
      "(a quantised variant), or speak through a Sotto server on another machine.",
    `at least ${mebibytes(bytes)} MiB of free memory`,
  );
}

/** Rounded up, so that what is asked for is enough. */
function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
