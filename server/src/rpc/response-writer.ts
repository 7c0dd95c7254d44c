import type { ServerDuplexStream } from "@grpc/grpc-js";
import { SottoError } from "@sotto/proto";
import type { Decoded } from "./request-reader.js";

/** Most bytes of replies that wait for the client to read, beside HTTP/2's own window of 64 KiB. */
export const UNREAD_BYTES_MAX = 8 * 1024;

/** Most replies that wait for the client to read. */
export const UNREAD_REPLIES_MAX = 16;

/**
 * The replies of one call: writes while there is room, then waits for the client to read. Who waits asks for no more
 * sound, which is how back-pressure begins.
 */
export class ResponseWriter {
  #unreadBytes = 0;
  #unreadReplies = 0;
  #wake: (() => void) | undefined;

  /**
   * @param signal The call's; its reason is thrown to who waits.
   * @param onBlocked Told when a wait begins (true) and when it ends or gets on (false).
   */
  constructor(
    private readonly call: ServerDuplexStream<Decoded, Buffer>,
    private readonly signal: AbortSignal,
    private readonly onBlocked: (blocked: boolean) => void,
  ) {
    signal.addEventListener("abort", () => this.#wake?.(), { once: true });
  }

  /** Writes one reply and resolves when there is room for the next. */
  async write(reply: Buffer): Promise<void> {
    this.#throwIfAborted();
    const bytes = reply.byteLength;
    this.#unreadBytes += bytes;
    this.#unreadReplies += 1;
    this.call.write(reply, () => {
      this.#unreadBytes -= bytes;
      this.#unreadReplies -= 1;
      this.#wake?.();
    });
    await this.#waitUntil(
      () => this.#unreadBytes <= UNREAD_BYTES_MAX && this.#unreadReplies < UNREAD_REPLIES_MAX,
    );
  }

  /** Resolves when the client has taken every reply off our hands. */
  async flush(): Promise<void> {
    await this.#waitUntil(() => this.#unreadReplies === 0);
  }

  async #waitUntil(ready: () => boolean): Promise<void> {
    while (!ready()) {
      this.#throwIfAborted();
      this.onBlocked(true);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.onBlocked(false);
    }
    this.#throwIfAborted();
  }

  #throwIfAborted(): void {
    if (this.signal.aborted) throw SottoError.from(this.signal.reason);
  }
}
