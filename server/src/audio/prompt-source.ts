/** A stretch of a prompt's sound, at the rate of its file. */
export interface PromptSound {
  /** Mono samples; not yet clipped to [-1, 1]. */
  readonly samples: Float32Array;
  readonly rateHz: number;
}

/**
 * Turns one format's bytes into sound, a little at a time: each item is the work of milliseconds, so that its reader can
 * let others run in between. It throws SottoError UNUSABLE_PROMPT for what can't be read, and must not be used after.
 */
export interface PromptSource {
  /** Takes the next bytes and gives the sound that is complete. The bytes are not kept, but copied where needed. */
  read(bytes: Uint8Array): Iterable<PromptSound> | AsyncIterable<PromptSound>;
  /** Ends the prompt and gives the rest. */
  end(): Iterable<PromptSound> | AsyncIterable<PromptSound>;
  /** Frees native state; idempotent. */
  close(): void;
}
