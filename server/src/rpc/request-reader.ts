import type { ServerDuplexStream } from "@grpc/grpc-js";
import { SottoError } from "@sotto/proto";
import { cancelledError } from "./call-errors.js";
import type { MethodDefinition } from "./method.js";

/**
 * A request as far as it could be read: grpc-js may leave a call hanging when its deserializer throws, so that ours
 * never does.
 */
export type Decoded = { readonly ok: true; readonly message: unknown } | { readonly ok: false };

/** The deserializer of `definition`, made safe. */
export function safeDeserializer(
  definition: MethodDefinition<unknown, unknown>,
): (bytes: Buffer) => Decoded {
  return (bytes) => {
    try {
      return { ok: true, message: definition.requestDeserialize(bytes) };
    } catch {
      // What is wrong with the bytes is the client's to find out; they are not shown in any message.
      return { ok: false };
    }
  };
}

/** What a {@link RequestReader} tells. */
export interface RequestEvents {
  /** A message has been read. */
  readonly onMessage: () => void;
  /** The call is open: it has its first message or, where it takes just one, its whole request. May be told again. */
  readonly onOpened: () => void;
}

/**
 * The requests of one call as an async iterator, one message at a time. Reading it in part does not destroy the call,
 * as Node's own iterator would, and it ends at once when the call is aborted.
 */
export class RequestReader implements AsyncIterableIterator<unknown> {
  /** Messages read so far. */
  received = 0;
  #ended = false;
  #wake: (() => void) | undefined;

  /**
   * @param signal The call's; its reason is thrown to who waits.
   * @param isGone Whether the client has gone: its end of input is then no half-close.
   * @param events Told as the call is read.
   */
  constructor(
    private readonly call: ServerDuplexStream<Decoded, Buffer>,
    private readonly definition: MethodDefinition<unknown, unknown>,
    private readonly signal: AbortSignal,
    private readonly isGone: () => boolean,
    private readonly events: RequestEvents,
  ) {
    const wake = (): void => {
      this.#wake?.();
    };
    call.on("readable", wake);
    call.once("end", () => {
      this.#ended = true;
      wake();
    });
    signal.addEventListener("abort", wake, { once: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @throws SottoError PROTOCOL for bytes that are no message and for too many or too few messages. */
  async next(): Promise<IteratorResult<unknown, undefined>> {
    for (;;) {
      if (this.signal.aborted) throw SottoError.from(this.signal.reason);
      const decoded = this.call.read() as Decoded | null;
      if (decoded !== null) return { done: false, value: this.#accept(decoded) };
      if (this.#ended) return this.#finish();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  return(): Promise<IteratorResult<unknown, undefined>> {
    return Promise.resolve({ done: true, value: undefined });
  }

  #accept(decoded: Decoded): unknown {
    this.received += 1;
    this.events.onMessage();
    if (this.definition.requestStream) this.events.onOpened();
    if (!decoded.ok) {
      throw new SottoError(
        "PROTOCOL",
        "A request could not be read: it is no message of sotto.tts.v1.",
      );
    }
    if (!this.definition.requestStream && this.received > 1) throw oneRequest();
    return decoded.message;
  }

  #finish(): IteratorResult<unknown, undefined> {
    if (this.isGone()) throw cancelledError();
    if (!this.definition.requestStream && this.received === 0) throw oneRequest();
    this.events.onOpened();
    return { done: true, value: undefined };
  }
}

function oneRequest(): SottoError {
  return new SottoError("PROTOCOL", "This method takes exactly one request.", {
    limit: "exactly one request",
  });
}
