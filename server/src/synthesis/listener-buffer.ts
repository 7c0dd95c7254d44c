import { samplesToMs } from "@sotto/proto";

/**
 * An estimate of when the listener runs dry: from playback reports where there are any, otherwise from the sound that
 * was sent and the time that passed, as if each sample were played as soon as it could be. Times are of the monotonic
 * clock, in ms.
 */
export class ListenerBuffer {
  #dryAtMs = 0;

  constructor(readonly sampleRateHz: number) {}

  /** When the listener runs dry; in the past where it has. 0 where nothing was sent yet. */
  get dryAtMs(): number {
    return this.#dryAtMs;
  }

  /** Sound that the listener still has at `nowMs`, in ms. */
  bufferedMs(nowMs: number): number {
    return Math.max(0, this.#dryAtMs - nowMs);
  }

  /** `samples` at the output rate were sent. */
  sent(nowMs: number, samples: number): void {
    this.#dryAtMs = Math.max(this.#dryAtMs, nowMs) + samplesToMs(samples, this.sampleRateHz);
  }

  /**
   * The listener reports what it has. Sound on its way to it isn't counted: the estimate errs on the side of computing
   * early, and the next report sets it right.
   */
  reported(nowMs: number, bufferedMs: number): void {
    this.#dryAtMs = nowMs + bufferedMs;
  }

  /** The listener threw away what it had. */
  dropped(nowMs: number): void {
    this.#dryAtMs = Math.min(this.#dryAtMs, nowMs);
  }
}
