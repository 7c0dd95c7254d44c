/**
 * Raises the first samples of a sound from silence by half a cosine, in chunks of any size. The decoder starts in the
 * middle of a breath or of a room's silence; by itself that would tick at about -50 dB.
 */
export class FadeIn {
  readonly #length: number;
  #at = 0;

  /** @param length samples until the sound is at its level. */
  constructor(length: number) {
    this.#length = length;
  }

  /** Changes the next samples in place and gives them back. */
  apply(samples: Float32Array): Float32Array {
    const end = Math.min(samples.length, this.#length - this.#at);
    for (let i = 0; i < end; i++) {
      const share = (this.#at + i + 0.5) / this.#length;
      samples[i] = (samples[i] ?? 0) * (0.5 - 0.5 * Math.cos(Math.PI * share));
    }
    this.#at = Math.min(this.#length, this.#at + samples.length);
    return samples;
  }
}
