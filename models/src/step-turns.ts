import { checkStepFrames } from "./segment-checks.js";

/** The rules of every stepper: frames are a whole number, one step runs at a time, none after closing. */
export class StepTurns {
  #busy = false;
  #closed = false;

  /**
   * Runs one step.
   * @throws Error where the rules are broken: a fault of the caller's, not of a user's.
   */
  async take<T>(maxFrames: number, step: (maxFrames: number) => Promise<T>): Promise<T> {
    checkStepFrames(maxFrames);
    if (this.#closed) throw new Error("Cannot step: the stepper is closed");
    if (this.#busy) throw new Error("Cannot step: another step is running");
    this.#busy = true;
    try {
      return await step(maxFrames);
    } finally {
      this.#busy = false;
    }
  }

  /** Whether no step may follow. */
  get closed(): boolean {
    return this.#closed;
  }

  /** No step may follow; idempotent. */
  close(): void {
    this.#closed = true;
  }
}
