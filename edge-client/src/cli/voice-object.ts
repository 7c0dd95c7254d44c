import { durationToMs, type Voice } from "@sotto/proto";
import { verdictName } from "./audio-names.js";

/** A voice as `--json` prints it; what a built-in voice lacks is left out. */
export function voiceObject(voice: Voice): object {
  const { name, displayName, model, builtIn, languages, createTime, consent } = voice;
  return {
    name,
    displayName,
    model,
    builtIn,
    languages,
    ...(createTime !== undefined && { createTime }),
    ...(consent !== undefined && { consent }),
    ...(!builtIn && { verdict: verdictName(voice.verdict) }),
    ...(voice.promptDuration !== undefined && {
      promptSeconds: durationToMs(voice.promptDuration) / 1000,
    }),
  };
}
