import { SottoError } from "@sotto/proto";

/** The client has cancelled the call or is gone. */
export function cancelledError(): SottoError {
  return new SottoError("CANCELLED", "The caller gave up.");
}

/** The client has not read for `limitMs`. */
export function stalledError(limitMs: number): SottoError {
  return new SottoError("STALLED", `Nothing was read for ${limitMs} ms.`, {
    limit: `at most ${limitMs} ms`,
  });
}
