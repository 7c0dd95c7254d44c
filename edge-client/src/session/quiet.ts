/**
 * `promise`, whose failure is no "unhandled rejection" where nobody waits for it. For what also fails in another place
 * that somebody does wait for: all that fails a stream comes out of its events.
 */
export function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
