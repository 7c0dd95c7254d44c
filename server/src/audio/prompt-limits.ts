import { SottoError } from "@sotto/proto";

/** The longest prompt in seconds: far more than any model takes from it. */
export const PROMPT_SECONDS_MAX = 60;

/** The greatest number of bytes of one prompt, whatever its format. */
export const PROMPT_BYTES_MAX = 16 * 1024 * 1024;

/** The sample rates in Hz that a prompt's file may have. */
const PROMPT_RATE_MIN_HZ = 4000;
const PROMPT_RATE_MAX_HZ = 192_000;

/** The most channels that a prompt's file may have; they are averaged. */
const PROMPT_CHANNELS_MAX = 8;

/** An UNUSABLE_PROMPT error for a prompt that is not `limit`, for example `at most 60 seconds long`. */
export function unusablePrompt(limit: string, cause?: unknown): SottoError {
  return new SottoError(
    "UNUSABLE_PROMPT",
    `The prompt can't be used: it must be ${limit}.`,
    { field: "prompt_audio", limit },
    { cause },
  );
}

/** @throws SottoError UNUSABLE_PROMPT where a file's header asks for a rate or channels beyond the limits above. */
export function checkPromptShape(rateHz: number, channels: number): void {
  if (rateHz < PROMPT_RATE_MIN_HZ || rateHz > PROMPT_RATE_MAX_HZ) {
    throw unusablePrompt(`sampled at ${PROMPT_RATE_MIN_HZ} to ${PROMPT_RATE_MAX_HZ} Hz`);
  }
  if (channels < 1 || channels > PROMPT_CHANNELS_MAX) {
    throw unusablePrompt(`of 1 to ${PROMPT_CHANNELS_MAX} channels`);
  }
}
