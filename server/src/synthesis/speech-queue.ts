import type { SottoError } from "@sotto/proto";
import type { Condition } from "../support/condition.js";
import type { Segment } from "./segmenter.js";
import type { Utterance } from "./utterance.js";

/** What is to be spoken next, or done when all before it has been spoken. */
export type SpeechItem =
  | { readonly kind: "segment"; readonly utterance: Utterance; readonly segment: Segment }
  | { readonly kind: "end"; readonly utterance: Utterance }
  | {
      readonly kind: "flushed";
      readonly id: number;
      readonly utterance: number;
      /** Aborts when the flush is not to be answered any more. */
      readonly signal: AbortSignal;
    };

/** Where a speaker gets what it speaks. */
export interface SpeechSource {
  /** The next item, waited for; `undefined` when there will be none. */
  next(signal: AbortSignal): Promise<SpeechItem | undefined>;
  /** The item after the one taken last, where it is there already. */
  peek(): SpeechItem | undefined;
  /** Drops all that waits and aborts the utterances of all items given so far with `reason`. */
  interrupt(reason: SottoError): void;
}

/** The text of a stream that waits to be spoken. Whoever fills it watches `pendingChars` and `size`. */
export class SpeechQueue implements SpeechSource {
  readonly #items: SpeechItem[] = [];
  readonly #changed: Condition;
  #controller = new AbortController();
  #pendingChars = 0;
  #ended = false;

  /** @param changed Told of every change, for those who wait for room or for items. */
  constructor(changed: Condition) {
    this.#changed = changed;
  }

  /** Code points of text that wait. */
  get pendingChars(): number {
    return this.#pendingChars;
  }

  /** Items that wait. */
  get size(): number {
    return this.#items.length;
  }

  push(item: SpeechItem): void {
    this.#items.push(item);
    if (item.kind === "segment") this.#pendingChars += item.segment.chars;
    this.#changed.notify();
  }

  /** No item will follow. */
  end(): void {
    this.#ended = true;
    this.#changed.notify();
  }

  /** For the utterances that are queued from now on: aborts at the next `interrupt`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  interrupt(reason: SottoError): void {
    this.#items.length = 0;
    this.#pendingChars = 0;
    const controller = this.#controller;
    this.#controller = new AbortController();
    controller.abort(reason);
    this.#changed.notify();
  }

  async next(signal: AbortSignal): Promise<SpeechItem | undefined> {
    await this.#changed.until(() => this.#items.length > 0 || this.#ended, signal);
    const item = this.#items.shift();
    if (item?.kind === "segment") this.#pendingChars -= item.segment.chars;
    this.#changed.notify();
    return item;
  }

  peek(): SpeechItem | undefined {
    return this.#items[0];
  }
}
