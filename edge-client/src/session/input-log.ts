import { SottoError, type StreamSynthesizeRequest } from "@sotto/proto";

/** The most bytes of input that wait to be sent; beyond it, senders wait. */
export const UNSENT_BYTES_MAX = 512 * 1024;

/** The most messages of input that wait to be sent; beyond it, senders wait. */
export const UNSENT_MESSAGES_MAX = 256;

/**
 * The most bytes of sent input that are kept for a resumed link. What lies between the two ends of a link is bounded by
 * HTTP/2's 64 KiB window and grpc-js's 16 messages of at most 64 KiB, so that whatever is older has arrived.
 */
export const KEPT_BYTES_MAX = 4 * 1024 * 1024;

/** What a message costs beside its own bytes; it bounds the number of one-letter messages that are kept, too. */
const ENTRY_OVERHEAD_BYTES = 128;

interface Entry {
  readonly request: StreamSynthesizeRequest;
  readonly bytes: number;
}

/**
 * The input of a stream in the order in which it was given, from the first message that the server may not have to the
 * last one that was not sent yet. A cursor stands at the next one to send; a resumed link moves it back.
 */
export class InputLog {
  readonly #entries: Entry[] = [];
  /** Number of the first entry held, counted from 0 over the whole stream. */
  #base = 0;
  /** Number of the next entry to send. */
  #cursor = 0;
  #sentBytes = 0;
  #unsentBytes = 0;

  /** Whether another message may be appended now. */
  get hasRoom(): boolean {
    return this.#unsentBytes < UNSENT_BYTES_MAX && this.#unsentCount < UNSENT_MESSAGES_MAX;
  }

  /** How many messages were appended in all. */
  get appended(): number {
    return this.#base + this.#entries.length;
  }

  /** Whether every message is still held, so that a stream can be begun anew. */
  get isWhole(): boolean {
    return this.#base === 0;
  }

  /** Bytes held, sent and unsent. */
  get heldBytes(): number {
    return this.#sentBytes + this.#unsentBytes;
  }

  /** Appends a message of `bytes` bytes and returns its number. */
  append(request: StreamSynthesizeRequest, bytes: number): number {
    const cost = bytes + ENTRY_OVERHEAD_BYTES;
    this.#entries.push({ request, bytes: cost });
    this.#unsentBytes += cost;
    return this.appended - 1;
  }

  /** Puts `request` in place of the last message, if that was not sent yet and `replaceable` holds for it. */
  replaceUnsent(
    request: StreamSynthesizeRequest,
    replaceable: (last: StreamSynthesizeRequest) => boolean,
  ): boolean {
    const last = this.#entries.at(-1);
    if (last === undefined || this.#unsentCount === 0 || !replaceable(last.request)) return false;
    this.#entries[this.#entries.length - 1] = { request, bytes: last.bytes };
    return true;
  }

  /** The next message to send, after which the cursor stands at the one behind it; `undefined` where there is none. */
  next(): StreamSynthesizeRequest | undefined {
    const entry = this.#entries[this.#cursor - this.#base];
    if (entry === undefined) return undefined;
    this.#cursor += 1;
    this.#unsentBytes -= entry.bytes;
    this.#sentBytes += entry.bytes;
    while (this.#sentBytes > KEPT_BYTES_MAX) this.#dropFirst();
    return entry.request;
  }

  /** Takes out the messages that were not sent yet and for which `unwanted` holds. */
  dropUnsent(unwanted: (request: StreamSynthesizeRequest) => boolean): void {
    const unsent = this.#entries.splice(this.#cursor - this.#base);
    const kept = unsent.filter((entry) => !unwanted(entry.request));
    this.#entries.push(...kept);
    this.#unsentBytes = kept.reduce((sum, entry) => sum + entry.bytes, 0);
  }

  /** The server has the first `count` messages: they need not be held any longer. */
  acknowledge(count: number): void {
    while (this.#base < Math.min(count, this.#cursor)) this.#dropFirst();
  }

  /**
   * Moves the cursor to message number `count`, the first that the server does not have.
   * @throws SottoError RESUME_EXPIRED where that message is not held any more; PROTOCOL where there never was one.
   */
  rewind(count: number): void {
    if (count < this.#base) {
      throw new SottoError(
        "RESUME_EXPIRED",
        "The link broke with more input under way than is kept for sending again.",
      );
    }
    if (count > this.appended) {
      throw new SottoError(
        "PROTOCOL",
        "The server says that it received more input than was sent.",
        { field: "resumed.received_messages", limit: `at most ${this.appended}` },
      );
    }
    this.#cursor = count;
    const bytesOf = (entries: readonly Entry[]): number =>
      entries.reduce((sum, entry) => sum + entry.bytes, 0);
    this.#sentBytes = bytesOf(this.#entries.slice(0, count - this.#base));
    this.#unsentBytes = bytesOf(this.#entries.slice(count - this.#base));
    this.acknowledge(count);
  }

  get #unsentCount(): number {
    return this.appended - this.#cursor;
  }

  #dropFirst(): void {
    const entry = this.#entries.shift();
    if (entry === undefined) return;
    this.#base += 1;
    this.#sentBytes -= entry.bytes;
  }
}
