import type { InferenceObserver } from "../../src/scheduling/inference.js";

/** Counts what inference tells, and lets a test wait for a worker to be ready. */
export class RecordingObserver implements InferenceObserver {
  steps = 0;
  refused = 0;
  lost = 0;
  ready = 0;
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  stepDone(): void {
    this.steps += 1;
  }

  admissionRefused(): void {
    this.refused += 1;
  }

  workerLost(): void {
    this.lost += 1;
  }

  workerReady(): void {
    this.ready += 1;
    for (const { count, resolve } of this.#waiting) if (this.ready >= count) resolve();
  }

  /** Resolves when `count` workers have become ready, those at the start included. */
  untilReady(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.ready >= count) resolve();
      else this.#waiting.push({ count, resolve });
    });
  }
}
