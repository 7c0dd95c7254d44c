import { SottoError } from "@sotto/proto";

/** What an aborted signal's waiter is told: the signal's own reason where it is one of Sotto's, otherwise CANCELLED. */
export function abortError(signal: AbortSignal): SottoError {
  const reason: unknown = signal.reason;
  if (reason instanceof SottoError) return reason;
  return new SottoError("CANCELLED", "The call was given up.");
}

/** @throws SottoError of {@link abortError} when `signal` has aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortError(signal);
}

/**
 * Waits for `promise`, but no longer than until `signal` aborts; what `promise` then comes to is dropped, its rejection
 * too, so that it is never an unhandled one.
 *
 * @throws SottoError of {@link abortError}; whatever `promise` rejects with.
 */
export function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      reject(abortError(signal));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    promise.then(
      (value) => {
        signal.removeEventListener("abort", onAbort);
        resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener("abort", onAbort);
        reject(SottoError.from(error));
      },
    );
  });
}
