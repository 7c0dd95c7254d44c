/** The command was ended by the user. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";

  constructor() {
    super("Interrupted.");
  }
}

/**
 * Ctrl-C (SIGINT) and SIGTERM as an abort signal. A verb may take Ctrl-C for itself for a while; SIGTERM, and Ctrl-C that
 * nobody takes, abort. Its owner disposes it.
 */
export class Interrupts implements Disposable {
  readonly #abort = new AbortController();
  #taker: (() => void) | undefined;

  constructor() {
    process.on("SIGINT", this.#onInterrupt);
    process.on("SIGTERM", this.#end);
  }

  /** Aborts with an {@link InterruptedError} when the user ends the command. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** From now on, `taker` is called on Ctrl-C. */
  take(taker: () => void): void {
    this.#taker = taker;
  }

  /** Ends the command as an interrupt does. */
  readonly end = (): void => {
    this.#end();
  };

  [Symbol.dispose](): void {
    process.off("SIGINT", this.#onInterrupt);
    process.off("SIGTERM", this.#end);
  }

  readonly #onInterrupt = (): void => {
    if (this.#taker === undefined) this.#end();
    else this.#taker();
  };

  readonly #end = (): void => {
    this.#abort.abort(new InterruptedError());
  };
}
