import type { ModelDescription, VoiceChoice } from "@sotto/models";
import { AudioEncoding, SottoError, type SynthesisConfig } from "@sotto/proto";
import type { SpeechEvent } from "../session/speech-session.js";
import type { OfflineEncoding } from "./encode-pcm.js";

/** The error of a prompt, which the offline voice does not take. */
export function noPrompts(): SottoError {
  return new SottoError(
    "UNSUPPORTED_FEATURE",
    "The offline voice takes no prompts: leave --prompt out, or name a server with --server.",
  );
}

/** The encoding that `config` comes to. Throws UNSUPPORTED_FEATURE for a format that the offline voice does not give. */
export function checkOutput(
  { output, prompt }: SynthesisConfig,
  model: ModelDescription,
): OfflineEncoding {
  if (prompt !== undefined) throw noPrompts();
  const rateHz = output?.sampleRateHz ?? 0;
  if (rateHz !== 0 && rateHz !== model.sampleRateHz) {
    throw new SottoError(
      "UNSUPPORTED_FEATURE",
      `The offline voice speaks at ${model.sampleRateHz} Hz: leave --rate out, or name a server with --server.`,
    );
  }
  const encoding = output?.encoding ?? AudioEncoding.UNSPECIFIED;
  if (encoding === AudioEncoding.UNSPECIFIED) return AudioEncoding.LINEAR16;
  if (encoding === AudioEncoding.LINEAR16 || encoding === AudioEncoding.FLOAT32) return encoding;
  throw new SottoError(
    "UNSUPPORTED_FEATURE",
    "The offline voice gives linear16 and float32 only: choose one of them, or name a server with --server.",
  );
}

/** Throws MODEL_NOT_FOUND or VOICE_NOT_FOUND, with what there is instead; INVALID_FIELD for a malformed mixture. */
export async function checkVoice(
  { voice, model: id }: SynthesisConfig,
  model: ModelDescription,
): Promise<void> {
  if (id !== "" && id !== model.id) {
    const message = `The offline model is ${model.id}: leave --model out, or name a server.`;
    throw new SottoError("MODEL_NOT_FOUND", message, { resource: id });
  }
  if (voice === "" || model.voices.includes(voice)) return;
  const { checkBuiltInVoice, isMixture } = await import("@sotto/models");
  if (isMixture(voice)) {
    checkBuiltInVoice(voice, model);
    return;
  }
  const message = `The offline voices are ${model.voices.join(", ")}: choose one, or name a server.`;
  throw new SottoError("VOICE_NOT_FOUND", message, { resource: voice });
}

/** The voice that `config`, which was checked, comes to. */
export function voiceChoice({ voice }: SynthesisConfig, model: ModelDescription): VoiceChoice {
  return { kind: "builtIn", name: voice === "" ? model.defaultVoice : voice };
}

/** The `started` event. */
export function started(
  config: SynthesisConfig,
  model: ModelDescription,
  encoding: OfflineEncoding,
): SpeechEvent {
  return {
    $case: "started",
    value: {
      output: { encoding, sampleRateHz: model.sampleRateHz },
      model: model.id,
      modelVersion: model.version,
      voice: config.voice === "" ? model.defaultVoice : config.voice,
      session: "",
      resumeWindowMs: 0,
    },
  };
}
