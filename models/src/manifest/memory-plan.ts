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
  /** Models that could be used in its place, where the caller knows some. */
  readonly smaller?: readonly { readonly modelId: string; readonly bytesPerCopy: number }[];
}

/** A need set against what there is. */
export interface MemoryPlan {
  /** All copies and the reserve, in bytes. */
  readonly neededBytes: number;
  /** What there is; `undefined` where the machine doesn't tell. */
  readonly available: MemoryAvailable | undefined;
  /** Whether it fits; true where nothing is known. */
  readonly fits: boolean;
}

/** Sets a need against what there is, without judging. */
export function memoryPlan(need: MemoryNeed, available: MemoryAvailable | undefined): MemoryPlan {
  const neededBytes = need.bytesPerCopy * need.copies + MEMORY_RESERVE_BYTES;
  return { neededBytes, available, fits: neededBytes <= (available?.bytes ?? neededBytes) };
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
  const { neededBytes, fits } = memoryPlan(need, available);
  if (available === undefined || fits) return;
  const copies = need.copies === 1 ? "one copy" : `${need.copies} copies`;
  throw modelUnusable(
    `The model ${need.modelId} needs ${mebibytes(neededBytes)} MiB (${copies} and a reserve), but ` +
      `${available.limitedBy} has ${Math.floor(available.bytes / 2 ** 20)} MiB left: ${alternatives(need, available)}.`,
    `at least ${mebibytes(neededBytes)} MiB of free memory`,
  );
}

/** What to do instead, the nearest first, with the numbers that are known. */
function alternatives(need: MemoryNeed, available: MemoryAvailable): string {
  const left = available.bytes - MEMORY_RESERVE_BYTES;
  const copiesThatFit = Math.min(need.copies - 1, Math.floor(left / need.bytesPerCopy));
  const fewer = copiesThatFit > 0 ? [`use fewer workers (${copiesThatFit} would fit)`] : [];
  const smaller = (need.smaller ?? [])
    .filter(({ bytesPerCopy }) => bytesPerCopy <= left)
    .map(({ modelId, bytesPerCopy }) => `${modelId} (${mebibytes(bytesPerCopy)} MiB)`);
  const named = smaller.length === 0 ? "(a quantised variant)" : `such as ${smaller.join(" or ")}`;
  return [
    ...fewer,
    "free memory or raise the limit",
    `use a smaller model ${named}`,
    "or speak through a Sotto server on another machine",
  ].join(", ");
}

/** Rounded up, so that what is asked for is enough. */
function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
