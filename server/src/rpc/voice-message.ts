import type { PromptVerdict as EngineVerdict } from "@sotto/models";
import { durationFromMs, PromptVerdict, type Voice } from "@sotto/proto";
import type { VoiceRecord } from "../voices/voice-record.js";
import type { KnownVoice } from "../voices/voice-registry.js";

const VERDICTS: Readonly<Record<EngineVerdict, PromptVerdict>> = {
  good: PromptVerdict.GOOD,
  short: PromptVerdict.SHORT,
  noisy: PromptVerdict.NOISY,
  clipped: PromptVerdict.CLIPPED,
  quiet: PromptVerdict.QUIET,
};

/** A voice as the contract tells of it. */
export function voiceMessage(voice: KnownVoice): Voice {
  if (voice.kind === "registered") return registeredMessage(voice.record);
  return {
    name: voice.name,
    displayName: voice.name,
    model: voice.model.id,
    builtIn: true,
    languages: [...voice.model.languages],
    createTime: undefined,
    consent: undefined,
    verdict: PromptVerdict.UNSPECIFIED,
    promptDuration: undefined,
  };
}

/** A registered voice as the contract tells of it. */
export function registeredMessage(record: VoiceRecord): Voice {
  const { consent } = record;
  return {
    name: record.name,
    displayName: record.displayName,
    model: record.model,
    builtIn: false,
    languages: [...record.languages],
    createTime: new Date(record.createTimeMs),
    consent: consent && {
      speaker: consent.speaker,
      statement: consent.statement,
      recordTime: new Date(consent.recordTimeMs),
    },
    verdict: VERDICTS[record.verdict],
    promptDuration: durationFromMs(record.promptSeconds * 1000),
  };
}
