import type { EngineMark } from "@sotto/models";
import type { Cancelled, SynthesisStarted, VoiceReady } from "@sotto/proto";
import type { EncodedPiece } from "../audio/encoder.js";
import type { Condition } from "../support/condition.js";
import type { Utterance } from "./utterance.js";

/** A mark within an utterance: code points of its text, samples at the output rate of its sound. */
export type UtteranceMark = EngineMark;

/** What has been made and not yet sent. Offsets in the stream are given when it is sent, for a cancel may drop it. */
export type OutboxItem =
  | { readonly kind: "started"; readonly value: SynthesisStarted }
  | { readonly kind: "voiceReady"; readonly value: VoiceReady }
  | { readonly kind: "cancelled"; readonly value: Cancelled }
  | { readonly kind: "flushed"; readonly id: number; readonly utterance: number }
  | { readonly kind: "done"; readonly utterance: Utterance }
  | {
      readonly kind: "marks";
      readonly utterance: Utterance;
      readonly marks: readonly UtteranceMark[];
    }
  | {
      readonly kind: "sound";
      readonly utterance: Utterance;
      readonly piece: EncodedPiece;
      /** When it was encoded. */
      readonly encodedMs: number;
      /** The speaker had to wait for text, or for the client to read, since the sound before this. */
      readonly afterWait: boolean;
    };

/**
 * What one stream has made and not sent: at most one step's sound, because the next step is ordered only when nothing is
 * left, and a few control replies. Pulling from it is the back-pressure.
 */
export class Outbox {
  readonly #changed: Condition;
  #items: OutboxItem[] = [];
  #paused = false;
  #ended = false;
  #failure: Error | undefined;

  /** @param changed Told of every change, for those who wait for room or for items. */
  constructor(changed: Condition) {
    this.#changed = changed;
  }

  /** Items that wait to be taken. */
  get size(): number {
    return this.#items.length;
  }

  /** Whether `end` was called and all has been taken. */
  get isDrained(): boolean {
    return this.#ended && this.#items.length === 0;
  }

  push(item: OutboxItem): void {
    this.#items.push(item);
    this.#changed.notify();
  }

  /** No item will follow. */
  end(): void {
    this.#ended = true;
    this.#changed.notify();
  }

  /** Whoever takes is told of `error` at once, before what still waits; the first call counts. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#changed.notify();
  }

  /** While there is nobody to take, no sound is to be made. */
  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#changed.notify();
  }

  /** Drops the sound that waits, and all that tells of it. */
  dropSpeech(): void {
    this.#items = this.#items.filter(({ kind }) => {
      return kind === "started" || kind === "voiceReady" || kind === "cancelled";
    });
    this.#changed.notify();
  }

  /** Whether there is room for a step's sound. */
  get hasRoom(): boolean {
    return this.#items.length === 0 && !this.#paused;
  }

  /** Resolves when there is room for a step's sound. */
  async room(signal: AbortSignal): Promise<void> {
    await this.#changed.until(() => this.hasRoom, signal);
  }

  /**
   * What `give` makes of the next item, waited for; `undefined` when there will be none. `give` runs before anybody is
   * told that there is room, so that what is planned next knows of what was sent. Throws what `fail` was given.
   */
  async take<T>(give: (item: OutboxItem) => T, signal: AbortSignal): Promise<T | undefined> {
    const ready = (): boolean => {
      return this.#items.length > 0 || this.#ended || this.#failure !== undefined;
    };
    await this.#changed.until(ready, signal);
    if (this.#failure !== undefined) throw this.#failure;
    const item = this.#items.shift();
    const given = item === undefined ? undefined : give(item);
    this.#changed.notify();
    return given;
  }
}
