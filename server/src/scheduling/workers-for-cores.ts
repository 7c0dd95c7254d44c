import { availableParallelism } from "node:os";

/**
 * Inference workers for this machine: one for every core that the process may use, each of which computes on one thread.
 * Streams are many and their steps small, so that several workers use the cores better than several threads per step;
 * the main thread's few percent are what rated capacity leaves over.
 */
export function workersForCores(): number {
  return availableParallelism();
}
