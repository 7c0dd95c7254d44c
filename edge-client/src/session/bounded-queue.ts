import { abortReason } from "./timer.js";

/**
 * A first-in-first-out queue between one producer and one consumer, with a fixed capacity: `push` waits while it is
 * full, the iterator waits while it is empty. Whoever made it closes it with {@link end} or {@link fail}.
 */
export class BoundedQueue<T> implements AsyncIterable<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];
  #ended = false;
  #failure: Error | undefined;
  #wakeConsumer: (() => void) | undefined;
  #wakeProducer: (() => void) | undefined;

  /** @param capacity The most items held, a positive integer. */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`capacity must be a positive integer, received ${capacity}`);
    }
    this.#capacity = capacity;
  }

  /** How many items wait. */
  get size(): number {
    return this.#items.length;
  }

  /** Adds `item` as soon as there is room; rejects when `signal` aborts first. Items after the end are dropped. */
  async push(item: T, signal: AbortSignal): Promise<void> {
    while (this.#items.length >= this.#capacity && !this.#closed) {
      await this.#waitForRoom(signal);
    }
    if (this.#closed) return;
    this.#items.push(item);
    this.#wakeConsumer?.();
  }

  /** Takes out the waiting items for which `unwanted` holds. */
  discard(unwanted: (item: T) => boolean): void {
    const kept = this.#items.filter((item) => !unwanted(item));
    this.#items.splice(0, this.#items.length, ...kept);
    this.#wakeProducer?.();
  }

  /** No more items come; those that wait can still be taken. Idempotent. */
  end(): void {
    this.#ended = true;
    this.#wakeAll();
  }

  /** No more items come; those that wait can still be taken, then the iterator throws `error`. Idempotent. */
  fail(error: Error): void {
    if (!this.#closed) this.#failure = error;
    this.#wakeAll();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) {
        this.#wakeProducer?.();
        yield item;
      } else if (this.#failure !== undefined) throw this.#failure;
      else if (this.#ended) return;
      else await this.#waitForItem();
    }
  }

  get #closed(): boolean {
    return this.#ended || this.#failure !== undefined;
  }

  #waitForItem(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeConsumer = () => {
        this.#wakeConsumer = undefined;
        resolve();
      };
    });
  }

  #waitForRoom(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        signal.removeEventListener("abort", settle);
        this.#wakeProducer = undefined;
        if (signal.aborted) reject(abortReason(signal));
        else resolve();
      };
      if (signal.aborted) settle();
      else {
        this.#wakeProducer = settle;
        signal.addEventListener("abort", settle, { once: true });
      }
    });
  }

  #wakeAll(): void {
    this.#wakeConsumer?.();
    this.#wakeProducer?.();
  }
}
