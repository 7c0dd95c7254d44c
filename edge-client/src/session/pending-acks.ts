import { type Cancelled, type Flushed, SottoError } from "@sotto/proto";
import { quiet } from "./quiet.js";
import type { FlushOutcome, HeardPosition } from "./speech-session.js";

/** The most flushes and cancels that may wait for their answers. */
const PENDING_ACKS_MAX = 1024;

interface Waiting<T> {
  /** The request's place in the stream's input, from 0 on. */
  readonly inputNumber: number;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** The flushes and cancels of one stream that wait for their answers. */
export class PendingAcks {
  readonly #flushes = new Map<number, Waiting<FlushOutcome>>();
  readonly #cancels: Waiting<HeardPosition>[] = [];

  /** Whether a cancel waits: sound that arrives now is of text from before it. */
  get cancelling(): boolean {
    return this.#cancels.length > 0;
  }

  /** Waits for the answer to flush `id`, which is number `inputNumber` of the input. */
  addFlush(id: number, inputNumber: number): Promise<FlushOutcome> {
    this.#checkRoom();
    if (this.#flushes.has(id)) throw SottoError.invalidField("flush.id", "one that is not waiting");
    return quiet(
      new Promise((resolve, reject) => {
        this.#flushes.set(id, { inputNumber, resolve, reject });
      }),
    );
  }

  /** Waits for the answer to a cancel, which is number `inputNumber` of the input. */
  addCancel(inputNumber: number): Promise<HeardPosition> {
    this.#checkRoom();
    return quiet(
      new Promise((resolve, reject) => {
        this.#cancels.push({ inputNumber, resolve, reject });
      }),
    );
  }

  /** Takes an answer to a flush; returns how many messages the server has received at the least. */
  flushed({ id, utterance }: Flushed): number {
    const waiting = this.#flushes.get(id);
    if (waiting === undefined) return 0;
    this.#flushes.delete(id);
    waiting.resolve({ kind: "flushed", utterance });
    return waiting.inputNumber + 1;
  }

  /**
   * Takes the answer to the oldest cancel; flushes from before it will not be answered any more. Returns how many
   * messages the server has received at the least.
   */
  cancelled(answer: Cancelled): number {
    const waiting = this.#cancels.shift();
    if (waiting === undefined) return 0;
    this.dropFlushesBefore(waiting.inputNumber);
    const { utterance, heardSamples, heardTextEnd, nextSampleOffset } = answer;
    waiting.resolve({ utterance, heardSamples, heardTextEnd, nextSampleOffset });
    return waiting.inputNumber + 1;
  }

  /** Settles the flushes before number `inputNumber` of the input as cancelled. */
  dropFlushesBefore(inputNumber: number): void {
    for (const [id, flush] of this.#flushes) {
      if (flush.inputNumber >= inputNumber) continue;
      this.#flushes.delete(id);
      flush.resolve({ kind: "cancelled" });
    }
  }

  /** Fails all that wait. */
  fail(error: Error): void {
    for (const waiting of [...this.#flushes.values(), ...this.#cancels]) waiting.reject(error);
    this.#flushes.clear();
    this.#cancels.length = 0;
  }

  #checkRoom(): void {
    if (this.#flushes.size + this.#cancels.length < PENDING_ACKS_MAX) return;
    const limit = `at most ${PENDING_ACKS_MAX} at a time`;
    throw new SottoError("LIMIT_EXCEEDED", `Flushes and cancels may wait, ${limit}.`, { limit });
  }
}
