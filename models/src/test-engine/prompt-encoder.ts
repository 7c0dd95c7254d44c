import { SottoError } from "@sotto/proto/error";
import type { PromptEncoder, PromptResult } from "../engine.js";
import {
  checkPromptPiece,
  PROMPT_SPEECH_SECONDS_MIN,
  tooLittleSpeech,
} from "../prompt/prompt-checks.js";
import { busyFor } from "./busy.js";
import type { ResolvedTestOptions } from "./options.js";

/** Rate of the prompts that the test engine takes, in Hz. */
export const TEST_PROMPT_RATE_HZ = 16000;

const PROFILE_MAGIC = "sotto-test-voice/1 ";

/**
 * The test engine's prompt encoder: its profile is a hash of the samples, so that equal prompts give equal voices in
 * whatever pieces they come. Every sample that is not 0 counts as speech.
 */
export class TestPromptEncoder implements PromptEncoder {
  readonly #options: ResolvedTestOptions;
  #samples = 0;
  #speech = 0;
  #hash = 0x811c9dc5;

  constructor(options: ResolvedTestOptions) {
    this.#options = options;
  }

  push(samples: Float32Array): Promise<void> {
    return Promise.resolve().then(() => {
      checkPromptPiece(samples, this.#samples, TEST_PROMPT_RATE_HZ);
      const seconds = samples.length / TEST_PROMPT_RATE_HZ;
      busyFor(seconds * this.#options.promptCostMsPerSecond);
      for (const sample of samples) {
        if (sample !== 0) this.#speech += 1;
        const level = Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
        this.#hash = Math.imul(this.#hash ^ (level & 0xffff), 0x01000193) >>> 0;
      }
      this.#samples += samples.length;
    });
  }

  finish(): Promise<PromptResult> {
    return Promise.resolve().then(() => {
      const speechSeconds = this.#speech / TEST_PROMPT_RATE_HZ;
      if (speechSeconds < PROMPT_SPEECH_SECONDS_MIN) throw tooLittleSpeech(speechSeconds);
      const id = this.#hash.toString(16).padStart(8, "0");
      return {
        profile: new Uint8Array(Buffer.from(PROFILE_MAGIC + id)),
        verdict: speechSeconds < 3 ? "short" : "good",
        promptSeconds: this.#samples / TEST_PROMPT_RATE_HZ,
        speechSeconds,
        summary: `Test voice ${id}.`,
      };
    });
  }

  close(): void {
    // It holds nothing.
  }
}

/**
 * Checks that `profile` is one of the test engine's.
 * @throws SottoError INVALID_FIELD.
 */
export function checkTestProfile(profile: Uint8Array): void {
  const text = Buffer.from(profile).toString("latin1");
  if (!text.startsWith(PROFILE_MAGIC)) {
    throw SottoError.invalidField("config.voice", "a voice made for this model");
  }
}
