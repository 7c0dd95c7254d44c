import type { Clock } from "../clock.js";
import { decideRetry, type LinkFailure } from "./retry-policy.js";

/** What a {@link Reconnector} needs. */
export interface ReconnectorOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Told before each wait. */
  readonly onWait: (error: unknown, delayMs: number) => void;
}

/** Where the stream stands when its link fails. */
export type StreamStanding = Pick<LinkFailure, "started" | "resumeWindowMs" | "startBudgetMs">;

/** Counts what goes wrong in a row, and waits between the tries. */
export class Reconnector {
  readonly #options: ReconnectorOptions;
  #failures = 0;
  #brokenSinceMs: number | undefined;

  constructor(options: ReconnectorOptions) {
    this.#options = options;
  }

  /** Something new has come over the link: the next failure is the first one. */
  progressed(): void {
    this.#failures = 0;
    this.#brokenSinceMs = undefined;
  }

  /**
   * Waits until the link that failed with `error` shall be tried again. Resolves with `retry`; `hopeless` where that
   * makes no sense; or `expired` where the time for it is over. Throws the signal's reason when that aborts.
   */
  async waitAfter(
    error: unknown,
    standing: StreamStanding,
  ): Promise<"retry" | "hopeless" | "expired"> {
    const { clock, random, signal, onWait } = this.#options;
    this.#brokenSinceMs ??= clock.nowMs();
    const brokenForMs = clock.nowMs() - this.#brokenSinceMs;
    const failures = this.#failures;
    const decision = decideRetry({ ...standing, error, brokenForMs, failures, random: random() });
    if (decision.kind === "giveUp") return decision.expired ? "expired" : "hopeless";
    this.#failures += 1;
    onWait(error, decision.delayMs);
    await clock.wait(decision.delayMs, signal);
    signal.throwIfAborted();
    return "retry";
  }
}
