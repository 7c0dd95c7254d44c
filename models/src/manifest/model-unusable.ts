import { SottoError } from "@sotto/proto/error";

/**
 * The error for a model that can't be used: `message` says in one sentence what is wrong and what to do, `limit` is the
 * rule that is broken.
 */
export function modelUnusable(message: string, limit: string, cause?: unknown): SottoError {
  return new SottoError("MODEL_UNUSABLE", message, { limit }, { cause });
}
