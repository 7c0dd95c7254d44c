/** Samples of one frame: 10 ms at 16 kHz. */
export const SPEAKER_FRAME_SAMPLES = 160;

/** Frames below this level are no speech, in dB below full scale. */
const SPEECH_LEVEL_MIN_DB = -55;

/** Frames this far below the loudest so far are pauses, in dB. */
const BELOW_LOUDEST_DB = 25;

/** Frames for which the gate stays open after the last loud one: the end of a word is quiet. */
const HANGOVER_FRAMES = 10;

/** The pole of the one-pole high-pass, at 13 Hz. */
const OFFSET_POLE = 0.995;

/**
 * Lets through the frames of a prompt that may be speech, while it is recorded: those within 25 dB of the loudest frame
 * so far, and a tenth of a second after each. A constant offset is removed. The frames are the same for any cut of the
 * samples; it holds one frame. Numpy's twin is `sotto_voice/cloning/prompt.py`.
 */
export class SpeechGate {
  readonly #frame = new Float32Array(SPEAKER_FRAME_SAMPLES);
  #filled = 0;
  #in = 0;
  #out = 0;
  #loudestDb = -Infinity;
  #sinceSpeech = Infinity;

  /** Takes mono samples in [-1, 1] at 16 kHz and hands each frame of speech to `take`, which must copy what it keeps. */
  push(samples: Float32Array, take: (frame: Float32Array) => void): void {
    for (const sample of samples) {
      this.#out = sample - this.#in + OFFSET_POLE * this.#out;
      this.#in = sample;
      this.#frame[this.#filled++] = this.#out;
      if (this.#filled < SPEAKER_FRAME_SAMPLES) continue;
      this.#filled = 0;
      if (this.#isSpeech()) take(this.#frame);
    }
  }

  #isSpeech(): boolean {
    const levelDb = levelOf(this.#frame);
    this.#loudestDb = Math.max(this.#loudestDb, levelDb);
    const threshold = Math.max(SPEECH_LEVEL_MIN_DB, this.#loudestDb - BELOW_LOUDEST_DB);
    this.#sinceSpeech = levelDb > threshold ? 0 : this.#sinceSpeech + 1;
    return this.#sinceSpeech <= HANGOVER_FRAMES;
  }
}

/** Level of samples in dB below full scale (0 is a full-scale square wave). */
export function levelOf(samples: Float32Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return 10 * Math.log10(energy / samples.length + 1e-12);
}
