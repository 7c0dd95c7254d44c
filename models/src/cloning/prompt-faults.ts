import type { SottoError } from "@sotto/proto/error";
import type { PitchFrame } from "../dsp/pitch-tracker.js";
import { unusablePrompt } from "../prompt/prompt-checks.js";

/** The least level in dB below full scale that the loudest sound of a prompt must have. */
const LOUDEST_MIN_DB = -55;

/**
 * Checks that a prompt holds any sound.
 * @throws SottoError UNUSABLE_PROMPT with the level that was measured.
 */
export function checkAudible(frames: readonly PitchFrame[]): void {
  const loudest = frames.reduce((max, { levelDb }) => Math.max(max, levelDb), -Infinity);
  if (loudest > LOUDEST_MIN_DB) return;
  const measured =
    loudest > -110
      ? `its loudest sound is at ${loudest.toFixed(0)} dBFS`
      : "there is no sound in it";
  throw unusablePrompt(
    `The prompt is silent, ${measured}: check the microphone and its level.`,
    `sound above ${LOUDEST_MIN_DB} dBFS`,
  );
}

/** The error for a prompt in which nothing is voiced. */
export function noVoice(): SottoError {
  return unusablePrompt(
    "The prompt holds sound, but no voice that a pitch could be taken from: send clear speech of one person.",
    "clear voiced speech",
  );
}

/** The error for a prompt of two speakers, whose windows agree by `agreement` where `min` is needed. */
export function twoSpeakers(agreement: number, min: number): SottoError {
  return unusablePrompt(
    `The prompt sounds like two speakers (agreement ${agreement.toFixed(2)}): send the speech of one person.`,
    `one speaker: parts of the prompt that agree by at least ${min}`,
  );
}
