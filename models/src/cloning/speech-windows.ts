import { SPEAKER_FRAME_SAMPLES } from "./speech-gate.js";

/** Frames of a whole window: the 1.6 s that the speaker encoder has learnt. */
export const WINDOW_FRAMES = 160;

/** Frames from one window to the next. */
const WINDOW_HOP_FRAMES = 80;

/** Fewest frames since the last window that are worth another one at the end. */
const TAIL_FRAMES_MIN = 40;

const WINDOW_SAMPLES = WINDOW_FRAMES * SPEAKER_FRAME_SAMPLES;

/**
 * Cuts a prompt's speech into windows of 1.6 s, 0.8 s apart; one more ends where the speech ends, and speech shorter
 * than a window is one by itself. It holds one window of samples.
 */
export class SpeechWindows {
  readonly #samples = new Float32Array(WINDOW_SAMPLES);
  /** Frames held; they are the last ones. */
  #frames = 0;
  /** Frames since the end of the last window. */
  #fresh = 0;
  #begun = false;

  /** Takes one frame; gives a window, which the caller owns, where one is complete. */
  push(frame: Float32Array): Float32Array | undefined {
    if (this.#frames === WINDOW_FRAMES) {
      this.#samples.copyWithin(0, SPEAKER_FRAME_SAMPLES);
      this.#frames -= 1;
    }
    this.#samples.set(frame, this.#frames * SPEAKER_FRAME_SAMPLES);
    this.#frames += 1;
    this.#fresh += 1;
    const due = this.#begun ? this.#fresh === WINDOW_HOP_FRAMES : this.#frames === WINDOW_FRAMES;
    return due ? this.#take() : undefined;
  }

  /** The window at the end of the speech, where one is due. */
  finish(): Float32Array | undefined {
    const due = this.#begun ? this.#fresh >= TAIL_FRAMES_MIN : this.#frames > 0;
    return due ? this.#take() : undefined;
  }

  #take(): Float32Array {
    this.#begun = true;
    this.#fresh = 0;
    return this.#samples.slice(0, this.#frames * SPEAKER_FRAME_SAMPLES);
  }
}
