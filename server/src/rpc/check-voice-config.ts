import { isBuiltInVoice, type ModelDescription } from "@sotto/models";
import {
  type Consent,
  type CreateVoiceConfig,
  type CreateVoiceRequest,
  type PromptFormat,
  SottoError,
} from "@sotto/proto";
import { checkCloning } from "../synthesis/check-cloning.js";
import { findModel } from "../synthesis/check-config.js";
import { checkPromptFormat } from "../synthesis/check-prompt.js";
import { hasMoreCodePoints } from "../synthesis/code-points.js";
import { isVoiceName } from "../voices/voice-store.js";

const DISPLAY_NAME_CHARS_MAX = 100;
const SPEAKER_CHARS_MAX = 200;
const STATEMENT_CHARS_MAX = 2000;
const TRANSCRIPT_CHARS_MAX = 1000;

// A name is shown in terminals and lists; control characters (Unicode category Cc) would act on them.
const CONTROL_PATTERN = /\p{Cc}/u;

/** The configuration of CreateVoice with every field checked. */
export interface CheckedVoiceConfig {
  readonly model: ModelDescription;
  readonly displayName: string;
  readonly prompt: PromptFormat;
  /** `undefined` where it was not given and is not required. */
  readonly consent: { readonly speaker: string; readonly statement: string } | undefined;
  readonly transcript: string;
}

/**
 * Checks the first request of CreateVoice.
 * @throws SottoError PROTOCOL, INVALID_FIELD, MODEL_NOT_FOUND, UNSUPPORTED_FEATURE, CONSENT_REQUIRED.
 */
export function checkVoiceConfig(
  request: CreateVoiceRequest | undefined,
  models: readonly ModelDescription[],
  requireConsent: boolean,
): CheckedVoiceConfig {
  if (request?.message?.$case !== "config") {
    throw new SottoError("PROTOCOL", "The first request of CreateVoice must be its config.", {
      field: "config",
      limit: "the first request",
    });
  }
  const config: CreateVoiceConfig = request.message.value;
  checkLength("config.display_name", config.displayName, DISPLAY_NAME_CHARS_MAX);
  const transcriptLimit = `at most ${TRANSCRIPT_CHARS_MAX} characters`;
  if (hasMoreCodePoints(config.transcript, TRANSCRIPT_CHARS_MAX)) {
    throw SottoError.invalidField("config.transcript", transcriptLimit);
  }
  const model = findModel(config.model, models);
  checkDisplayName(config.displayName, models);
  if (config.prompt === undefined) throw SottoError.invalidField("config.prompt", "given");
  checkCloning(model, models);
  return {
    model,
    displayName: config.displayName,
    prompt: checkPromptFormat(config.prompt, "config.prompt"),
    consent: checkConsent(config.consent, requireConsent),
    transcript: config.transcript,
  };
}

/** A display name must not hide a name that means another voice. */
function checkDisplayName(displayName: string, models: readonly ModelDescription[]): void {
  const field = "config.display_name";
  if (CONTROL_PATTERN.test(displayName)) {
    throw SottoError.invalidField(field, "without control characters");
  }
  if (isVoiceName(displayName) || models.some((model) => isBuiltInVoice(displayName, model))) {
    throw SottoError.invalidField(field, "other than the name of a voice");
  }
}

function checkConsent(
  consent: Consent | undefined,
  required: boolean,
): CheckedVoiceConfig["consent"] {
  if (consent === undefined) {
    if (!required) return undefined;
    throw new SottoError(
      "CONSENT_REQUIRED",
      "A voice is kept only with a record of the speaker's consent: give config.consent.",
      { field: "config.consent", limit: "the speaker's consent" },
    );
  }
  const { speaker, statement } = consent;
  checkLength("config.consent.speaker", speaker, SPEAKER_CHARS_MAX);
  checkLength("config.consent.statement", statement, STATEMENT_CHARS_MAX);
  return { speaker, statement };
}

function checkLength(field: string, text: string, charsMax: number): void {
  if (text.trim() !== "" && !hasMoreCodePoints(text, charsMax)) return;
  throw SottoError.invalidField(field, `1 to ${charsMax} characters`);
}
