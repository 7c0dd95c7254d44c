import { SottoError } from "@sotto/proto/error";
import type { ModelDescription } from "../engine.js";
import { isMixture, parseVoiceMixture, voiceMixtureName } from "./voice-mixture.js";

/** What of a model these functions look at. */
type VoiceNames = Pick<ModelDescription, "id" | "voices" | "voiceMixtures">;

/**
 * Checks the name of a model's own voice, or of a mixture of them where the model has mixtures.
 * @returns the name as replies tell it: a mixture's weights add up to 1.
 * @throws SottoError VOICE_NOT_FOUND listing the voices that there are; INVALID_FIELD for a malformed mixture, or any
 * where the model has none. See {@link parseVoiceMixture}.
 */
export function checkBuiltInVoice(name: string, model: VoiceNames): string {
  if (isMixture(name) && !model.voiceMixtures) {
    throw SottoError.invalidField("config.voice", `one voice: ${model.id} has no mixtures`);
  }
  return voiceMixtureName(parseVoiceMixture(name, model.voices));
}

/** Whether `name` is that of a model's own voice, or a mixture of them. */
export function isBuiltInVoice(name: string, model: VoiceNames): boolean {
  try {
    checkBuiltInVoice(name, model);
    return true;
  } catch {
    // Whatever is wrong with the name: it stands for no voice.
    return false;
  }
}
