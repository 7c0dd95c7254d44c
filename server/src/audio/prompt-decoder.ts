/**
 * Turns the bytes of one prompt, in pieces of any size, into mono samples at the model's prompt rate. Raw PCM, WAV, FLAC
 * and Ogg are decoded while they arrive. Its owner closes it.
 */
export interface PromptDecoder {
  /**
   * Takes a piece; gives the samples that are complete, in [-1, 1].
   * @throws SottoError UNUSABLE_PROMPT (field `prompt_audio`, with the limit) for what can't be read.
   */
  push(bytes: Uint8Array): Promise<Float32Array>;
  /**
   * Ends the prompt; gives what the filters still hold.
   * @throws SottoError UNUSABLE_PROMPT for a file that ends early or a PCM sample cut in two.
   */
  finish(): Promise<Float32Array>;
  /** Frees native state; idempotent. */
  close(): void;
}
