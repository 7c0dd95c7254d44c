import type { StreamSynthesizeRequest } from "@sotto/proto";
import { InputLog } from "./input-log.js";
import { Notifier } from "./notifier.js";
import type { StreamLink } from "./stream-link.js";

type Message = NonNullable<StreamSynthesizeRequest["message"]>;

/**
 * The input side of one stream: keeps senders in the order of their calls, makes them wait while too much is unsent,
 * and feeds one link after the other from the log.
 */
export class StreamInput {
  readonly #log = new InputLog();
  readonly #changed = new Notifier();
  /** The last sender in the row; the next one goes behind it. */
  #tail: Promise<unknown> = Promise.resolve();
  /** Counts the barge-ins: senders that wait since before one give up. */
  #bargeIns = 0;
  #ended = false;
  #failure: Error | undefined;

  /** Whether a stream can be begun anew with all its input. */
  get isWhole(): boolean {
    return this.#log.isWhole;
  }

  /** Whether the input was ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Appends `message` of about `bytes` bytes behind what was added before, as soon as there is room, and calls
   * `appended` with its number. Resolves with that call's result, or `undefined` where a barge-in dropped it.
   * @throws what {@link fail} was given.
   */
  add<T>(
    message: Message,
    bytes: number,
    appended: (inputNumber: number) => T,
  ): Promise<T | undefined> {
    const droppable = message.$case === "text" || message.$case === "flush";
    const bargeIns = this.#bargeIns;
    const stale = (): boolean => droppable && bargeIns !== this.#bargeIns;
    const turn = this.#tail.then(async () => {
      while (!this.#log.hasRoom && !stale() && this.#failure === undefined) {
        await this.#changed.wait();
      }
      if (this.#failure !== undefined) throw this.#failure;
      return stale() ? undefined : appended(this.addNow(message, bytes));
    });
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /** Appends a small `message` at once, whatever waits, and returns its number. */
  addNow(message: Message, bytes = 16): number {
    const inputNumber = this.#log.append({ message }, bytes);
    this.#changed.notify();
    return inputNumber;
  }

  /** Appends a playback report, in place of one that still waits. */
  addPlayback(message: Message & { $case: "playback" }): void {
    const replaced = this.#log.replaceUnsent(
      { message },
      (last) => last.message?.$case === "playback",
    );
    if (!replaced) this.addNow(message);
  }

  /** Barge-in: forgets text and flushes that were not sent yet, appends `message` and returns its number. */
  bargeIn(message: Message & { $case: "cancel" }): number {
    this.#bargeIns += 1;
    this.#log.dropUnsent(
      (request) => request.message?.$case === "text" || request.message?.$case === "flush",
    );
    return this.addNow(message);
  }

  /** No more input comes after what was added before. */
  end(): void {
    void this.#tail.then(() => {
      this.#ended = true;
      this.#changed.notify();
    });
  }

  /** Senders that wait, and later ones, fail with `error`. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#changed.notify();
  }

  /** See {@link InputLog.acknowledge}. */
  acknowledge(count: number): void {
    this.#log.acknowledge(count);
  }

  /** See {@link InputLog.rewind}. */
  rewind(count: number): void {
    this.#log.rewind(count);
    this.#changed.notify();
  }

  /** Sends all there is to `link`, waiting for more, until the input ends (then half-closes it) or the link is over. */
  async pumpTo(link: StreamLink): Promise<void> {
    while (!link.over && this.#failure === undefined) {
      const request = this.#log.next();
      if (request !== undefined) {
        this.#changed.notify();
        await link.write(request);
      } else if (this.#ended) {
        link.end();
        return;
      } else {
        await this.#changed.wait();
      }
    }
  }

  /** Lets {@link pumpTo} look whether its link is over. */
  wake(): void {
    this.#changed.notify();
  }
}
