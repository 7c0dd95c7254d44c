/** How many times the limit a client that writes but does not read is borne. */
const WRITING_CLIENT_FACTOR = 6;

/**
 * Watches how long a call waits for its client to read. A client that sends messages in the meantime is alive and
 * borne for longer: it may have paused its playback.
 */
export class StallWatch {
  #timer: NodeJS.Timeout | undefined;
  #beganMs = 0;
  #lastMessageMs = -Infinity;

  /** @param onStalled Called once for each wait that is too long. */
  constructor(
    private readonly limitMs: number,
    private readonly onStalled: () => void,
  ) {}

  /** A wait begins. */
  begin(): void {
    this.#beganMs = performance.now();
    this.#arm(this.limitMs);
  }

  /** The wait is over, or the client has read something. */
  end(): void {
    clearTimeout(this.#timer);
  }

  /** The client has sent a message. */
  messageRead(): void {
    this.#lastMessageMs = performance.now();
  }

  /** Watches no more. */
  stop(): void {
    this.end();
  }

  #arm(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#check();
    }, delayMs);
  }

  #check(): void {
    const nowMs = performance.now();
    const silentMs = nowMs - this.#lastMessageMs;
    const borne = nowMs - this.#beganMs < this.limitMs * WRITING_CLIENT_FACTOR;
    if (silentMs < this.limitMs && borne) this.#arm(this.limitMs - silentMs);
    else this.onStalled();
  }
}
