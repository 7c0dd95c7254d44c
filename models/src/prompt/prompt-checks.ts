import { SottoError } from "@sotto/proto/error";

/** The longest prompt in seconds that an engine takes; it bounds memory and work. */
export const PROMPT_SECONDS_MAX = 60;

/** The least speech in seconds from which a voice can be taken. */
export const PROMPT_SPEECH_SECONDS_MIN = 1;

/** An UNUSABLE_PROMPT error: `limit` is the rule that the prompt breaks, `message` says what to do. */
export function unusablePrompt(message: string, limit: string): SottoError {
  return new SottoError("UNUSABLE_PROMPT", message, { field: "prompt_audio", limit });
}

/**
 * Checks a piece of a prompt: its samples must be finite, and with it the prompt may not exceed
 * {@link PROMPT_SECONDS_MAX}.
 * @throws SottoError UNUSABLE_PROMPT.
 */
export function checkPromptPiece(
  samples: Float32Array,
  samplesBefore: number,
  sampleRateHz: number,
): void {
  if (samplesBefore + samples.length > PROMPT_SECONDS_MAX * sampleRateHz) {
    throw unusablePrompt(
      `The prompt is too long: send at most ${PROMPT_SECONDS_MAX} seconds.`,
      `at most ${PROMPT_SECONDS_MAX} seconds`,
    );
  }
  for (const sample of samples) {
    if (!Number.isFinite(sample)) {
      throw unusablePrompt(
        "The prompt holds samples that are no numbers (NaN or infinity): send a recording.",
        "finite samples",
      );
    }
  }
}

/** The error for a prompt with less speech than {@link PROMPT_SPEECH_SECONDS_MIN}. */
export function tooLittleSpeech(speechSeconds: number): SottoError {
  const min = PROMPT_SPEECH_SECONDS_MIN;
  return unusablePrompt(
    `The prompt holds ${speechSeconds.toFixed(1)} s of speech: speak for at least ${min} s, better 3 s.`,
    `at least ${min} second of speech`,
  );
}
