import { raceAbort, throwIfAborted } from "./abort.js";

/**
 * Lets tasks wait until something that others change holds. Who changes it calls `notify`; who waits looks again. It
 * holds no state of its own, so that nothing can be missed between a look and a wait.
 */
export class Condition {
  #wake: (() => void) | undefined;
  #changed: Promise<void> | undefined;

  /** Tells all who wait to look again. */
  notify(): void {
    this.#wake?.();
    this.#wake = undefined;
    this.#changed = undefined;
  }

  /**
   * Resolves when `ready()` holds.
   * @throws SottoError the reason of `signal` when it aborts first.
   */
  async until(ready: () => boolean, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    while (!ready()) {
      this.#changed ??= new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await raceAbort(this.#changed, signal);
    }
  }
}
