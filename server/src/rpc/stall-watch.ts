import { type Clock, systemClock } from "../scheduling/clock.js";

/** How many times the limit a client that writes but does not read is borne. */
const WRITING_CLIENT_FACTOR = 6;

/**
 * Watches how long a call waits for its client to read. A client that sends messages in the meantime is alive and
 * borne for longer: it may have paused its playback.
 */
export class StallWatch {
  #stopTimer: () => void = () => undefined;
  #beganMs = 0;
  #lastMessageMs = -Infinity;

  /** @param onStalled Called once for each wait that is too long. */
  constructor(
    private readonly limitMs: number,
    private readonly onStalled: () => void,
    private readonly clock: Clock = systemClock,
  ) {}

  /** A wait begins. */
  begin(): void {
    this.#beganMs = this.clock.now();
    this.#arm(this.limitMs);
  }

  /** The wait is over, or the client has read something; idempotent. */
  end(): void {
    this.#stopTimer();
  }

  /** The client has sent a message. */
  messageRead(): void {
    this.#lastMessageMs = this.clock.now();
  }

  #arm(delayMs: number): void {
    this.#stopTimer();
    this.#stopTimer = this.clock.after(delayMs, () => {
      this.#check();
    });
  }

  #check(): void {
    const nowMs = this.clock.now();
    const silentMs = nowMs - this.#lastMessageMs;
    const borne = nowMs - this.#beganMs < this.limitMs * WRITING_CLIENT_FACTOR;
    if (silentMs < this.limitMs && borne) this.#arm(this.limitMs - silentMs);
    else this.onStalled();
  }
}
