import { PITCH_INPUT_RATE_HZ, type PitchFrame, PitchTracker } from "../dsp/pitch-tracker.js";
import type { PromptEncoder, PromptResult } from "../engine.js";
import {
  checkPromptPiece,
  PROMPT_SPEECH_SECONDS_MIN,
  tooLittleSpeech,
  unusablePrompt,
} from "../prompt/prompt-checks.js";
import { promptStatistics } from "../prompt/prompt-statistics.js";
import { serializeProfile } from "./pitch-profile.js";

/** Samples of this magnitude and above count as clipped. */
const FULL_SCALE = 0.998;

/**
 * Takes the level and range of pitch from a prompt while it arrives. Its memory is bounded by the longest prompt: a
 * hundred frames a second.
 */
export class MiniPromptEncoder implements PromptEncoder {
  readonly #tracker = new PitchTracker();
  #frames: PitchFrame[] = [];
  #samples = 0;
  #clipped = 0;

  push(samples: Float32Array): Promise<void> {
    // A promise in any case: what is wrong with a prompt must reject and not throw.
    return Promise.resolve().then(() => {
      checkPromptPiece(samples, this.#samples, PITCH_INPUT_RATE_HZ);
      const bounded = samples.map((sample) => Math.min(1, Math.max(-1, sample)));
      for (const sample of bounded) if (Math.abs(sample) >= FULL_SCALE) this.#clipped += 1;
      this.#frames.push(...this.#tracker.push(bounded));
      this.#samples += samples.length;
    });
  }

  finish(): Promise<PromptResult> {
    return Promise.resolve().then(() => {
      const promptSeconds = this.#samples / PITCH_INPUT_RATE_HZ;
      const share = this.#clipped / Math.max(1, this.#samples);
      const { speechSeconds, verdict, medianLogF0, logF0Range } = promptStatistics(
        this.#frames,
        share,
      );
      if (speechSeconds < PROMPT_SPEECH_SECONDS_MIN) throw tooLittleSpeech(speechSeconds);
      if (medianLogF0 === undefined) {
        throw unusablePrompt(
          "The prompt holds sound, but no voice that a pitch could be taken from: send clear speech of one person.",
          "clear voiced speech",
        );
      }
      const profile = serializeProfile({ medianLogF0, logF0Range });
      const hz = Math.round(Math.exp(medianLogF0));
      const semitones = ((logF0Range * 12) / Math.LN2).toFixed(1);
      const summary = `Pitch taken from the prompt: median ${hz} Hz, range ${semitones} semitones.`;
      return { profile, verdict, promptSeconds, speechSeconds, summary };
    });
  }

  close(): void {
    this.#frames = [];
  }
}
