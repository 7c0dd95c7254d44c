import { SottoError } from "@sotto/proto";
import type { Clock } from "../scheduling/clock.js";

/** What an idle watch is told. */
export interface IdleWatchOptions {
  readonly clock: Clock;
  readonly idleMs: number;
  /** Whether there is nothing left to do but to wait for the client. */
  readonly isIdle: () => boolean;
  readonly onIdle: (error: SottoError) => void;
}

/** Watches for a client that is silent while there is nothing left to speak. Its owner closes it. */
export class IdleWatch {
  readonly #options: IdleWatchOptions;
  #lastMs: number;
  #stopTimer: () => void = () => undefined;

  constructor(options: IdleWatchOptions) {
    this.#options = options;
    this.#lastMs = options.clock.now();
    this.#watch(options.idleMs);
  }

  /** Something has come from the client or gone to it. */
  touch(): void {
    this.#lastMs = this.#options.clock.now();
  }

  /** Stops watching; idempotent. */
  close(): void {
    this.#stopTimer();
  }

  #watch(delayMs: number): void {
    // One timer that looks again is cheaper than one that is set anew with every message.
    this.#stopTimer = this.#options.clock.after(delayMs, () => {
      const { clock, idleMs, isIdle, onIdle } = this.#options;
      if (!isIdle()) this.touch();
      const leftMs = this.#lastMs + idleMs - clock.now();
      if (leftMs > 0) {
        this.#watch(leftMs);
        return;
      }
      const limit = `at most ${idleMs} ms (idle limit)`;
      onIdle(
        new SottoError(
          "DEADLINE",
          `The client of a stream with nothing to speak may be silent for ${limit}.`,
          {
            limit,
          },
        ),
      );
    });
  }
}
