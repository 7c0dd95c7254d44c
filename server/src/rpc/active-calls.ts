import { SottoError } from "@sotto/proto";

/** A call whose handler runs. */
export interface ActiveCall {
  readonly path: string;
  /** True where it need not end before the server does. */
  readonly outlivesDrain: boolean;
  /** Ends the call with `error`. */
  abort(error: SottoError): void;
}

const RETRY_AFTER_MS = 1000;

/** What a client is told while the server shuts down. */
export function drainingError(): SottoError {
  return new SottoError("DRAINING", "The server is shutting down; try another or try again.", {
    retryAfterMs: RETRY_AFTER_MS,
  });
}

/** The calls whose handlers run, until the handlers have ended. */
export class ActiveCalls {
  readonly #calls = new Set<ActiveCall>();
  #draining = false;
  #onEmpty: (() => void) | undefined;

  /** Handlers that run. */
  get size(): number {
    return this.#calls.size;
  }

  /** Whether new calls are refused. */
  get draining(): boolean {
    return this.#draining;
  }

  /** Handlers that run for methods whose path begins with `prefix`. */
  count(prefix: string): number {
    return [...this.#calls].filter(({ path }) => path.startsWith(prefix)).length;
  }

  add(call: ActiveCall): void {
    this.#calls.add(call);
  }

  delete(call: ActiveCall): void {
    this.#calls.delete(call);
    if (this.#isDrained()) this.#onEmpty?.();
  }

  /** From now on new calls are refused; resolves when those that run have ended, but for those that outlive it. */
  async drain(): Promise<void> {
    this.#draining = true;
    if (this.#isDrained()) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  /** Ends every call with `error`. */
  abortAll(error: SottoError): void {
    for (const call of [...this.#calls]) call.abort(error);
  }

  #isDrained(): boolean {
    return [...this.#calls].every((call) => call.outlivesDrain);
  }
}
