import type { Clock } from "../scheduling/clock.js";
import { type Segment, Segmenter } from "./segmenter.js";
import type { SpeechQueue } from "./speech-queue.js";
import { Utterance } from "./utterance.js";

/**
 * The writing end of a stream's utterances: takes text in any split, segments it, and after a time without more lets
 * what is held back be spoken. Blank text alone makes no utterance. Its owner drops it at the end, for the timer.
 */
export class UtteranceWriter {
  readonly #queue: SpeechQueue;
  readonly #clock: Clock;
  readonly #textWaitMs: number;
  #segmenter = new Segmenter();
  #utterance: Utterance | undefined;
  #utterances = 0;
  #stopTimer: (() => void) | undefined;

  constructor(queue: SpeechQueue, clock: Clock, textWaitMs: number) {
    this.#queue = queue;
    this.#clock = clock;
    this.#textWaitMs = textWaitMs;
  }

  /** The utterance that is being written. */
  get utterance(): Utterance | undefined {
    return this.#utterance;
  }

  /** Text that waits: queued, and held back for the rest of its sentence; in code points, or a little more. */
  get pendingChars(): number {
    return this.#queue.pendingChars + this.#segmenter.heldUnits;
  }

  /** Takes a piece of text. */
  write(text: string): void {
    this.#push(this.#segmenter.push(text));
    this.#stopTimer?.();
    if (this.#segmenter.heldUnits === 0) return;
    this.#ensureUtterance();
    this.#stopTimer = this.#clock.after(this.#textWaitMs, () => {
      this.#push(this.#segmenter.flushStable());
    });
  }

  /** Ends the utterance; gives its number, 0 where there was none. */
  finish(): number {
    this.#push(this.#segmenter.finish());
    const utterance = this.#utterance;
    if (utterance !== undefined) this.#queue.push({ kind: "end", utterance });
    this.drop();
    return utterance?.number ?? 0;
  }

  /** Forgets what has not been queued; text that comes later is another utterance's. */
  drop(): void {
    this.#stopTimer?.();
    this.#segmenter = new Segmenter();
    this.#utterance = undefined;
  }

  #push(segments: readonly Segment[]): void {
    for (const segment of segments) {
      this.#queue.push({ kind: "segment", utterance: this.#ensureUtterance(), segment });
    }
  }

  #ensureUtterance(): Utterance {
    if (this.#utterance === undefined) {
      this.#utterances += 1;
      this.#utterance = new Utterance(this.#utterances, this.#clock.now(), this.#queue.signal);
    }
    return this.#utterance;
  }
}
