import { SottoError } from "@sotto/proto";
import type { Inference, Lease } from "../scheduling/inference.js";
import type { SessionStore } from "./session-store.js";

/**
 * Admits a stream. A caller who would be refused takes the place of the session that has been parked the longest: who
 * is there goes before who may come back.
 * @throws SottoError BUSY, MODEL_NOT_FOUND, DRAINING.
 */
export function admit(
  inference: Inference,
  modelId: string,
  sessions: SessionStore | undefined,
): Lease {
  for (;;) {
    try {
      return inference.admit(modelId);
    } catch (error) {
      const isBusy = error instanceof SottoError && error.reason === "BUSY";
      if (!isBusy || sessions?.evictLeaseHolder() !== true) throw error;
    }
  }
}
