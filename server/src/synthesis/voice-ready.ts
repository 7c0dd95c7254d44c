import { durationFromMs, PromptVerdict, type VoiceReady } from "@sotto/proto";
import type { EncodedPrompt } from "./prompt-intake.js";

/** The wire's number of an engine's verdict. */
const PROMPT_VERDICTS: Readonly<Record<EncodedPrompt["verdict"], PromptVerdict>> = {
  good: PromptVerdict.GOOD,
  short: PromptVerdict.SHORT,
  noisy: PromptVerdict.NOISY,
  clipped: PromptVerdict.CLIPPED,
  quiet: PromptVerdict.QUIET,
};

/** The reply that tells of a prompt's voice. */
export function voiceReadyReply(voice: EncodedPrompt, cloningDescription: string): VoiceReady {
  return {
    voice: voice.name,
    verdict: PROMPT_VERDICTS[voice.verdict],
    promptDuration: durationFromMs(voice.promptSeconds * 1000),
    speechDuration: durationFromMs(voice.speechSeconds * 1000),
    summary: [cloningDescription, voice.summary].filter((part) => part !== "").join(" "),
  };
}
