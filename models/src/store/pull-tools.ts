import type { StoreClock } from "./store-clock.js";
import type { StoreDisk } from "./store-disk.js";

/** How patient a pull is. */
export interface PullLimits {
  /** A transfer without a byte for this long is ended and tried again, in milliseconds. */
  readonly stallMs: number;
  /** How often something is tried that doesn't come forward. */
  readonly attempts: number;
  /** The wait before the second attempt, in milliseconds; it doubles with each. */
  readonly backoffMs: number;
  /** The longest wait between attempts, also where a source asks for a longer one. */
  readonly backoffMsMax: number;
}

/** Patient enough for a bad Wi-Fi link, not for a dead one. */
export const PULL_LIMITS: PullLimits = {
  stallMs: 30_000,
  attempts: 5,
  backoffMs: 1000,
  backoffMsMax: 30_000,
};

/** How far a pull is. Told with every piece, so that a listener must choose when to draw. */
export interface PullProgress {
  /** Looking at what is there, fetching, or putting together what came. */
  readonly phase: "check" | "download" | "unpack";
  /** The file or package at work. */
  readonly name: string;
  /** Bytes of the phase that are done, those of earlier pulls included, and in all. */
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** Something that people may want to know while a pull goes on; `message` is a sentence. */
export interface PullEvent {
  readonly kind: "source" | "retry" | "discarded" | "sourceFailed";
  readonly message: string;
}

/** What the parts of a pull work with. */
export interface PullTools {
  readonly signal: AbortSignal;
  readonly clock: StoreClock;
  readonly disk: StoreDisk;
  readonly limits: PullLimits;
  readonly onProgress: (progress: PullProgress) => void;
  readonly onEvent: (event: PullEvent) => void;
}

/** Counts the bytes of one phase of a pull. */
export class ProgressMeter {
  readonly #tools: PullTools;
  readonly #phase: PullProgress["phase"];
  #totalBytes: number;
  #doneBytes = 0;

  constructor(tools: PullTools, phase: PullProgress["phase"], totalBytes: number) {
    this.#tools = tools;
    this.#phase = phase;
    this.#totalBytes = totalBytes;
  }

  /** `bytes` more are done; fewer, where something has to be done again. */
  add(name: string, bytes: number): void {
    this.#doneBytes += bytes;
    this.#totalBytes = Math.max(this.#totalBytes, this.#doneBytes);
    const { onProgress } = this.#tools;
    onProgress({
      phase: this.#phase,
      name,
      doneBytes: this.#doneBytes,
      totalBytes: this.#totalBytes,
    });
  }
}
