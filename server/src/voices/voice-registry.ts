import { checkBuiltInVoice, isMixture, type ModelDescription } from "@sotto/models";
import { SottoError } from "@sotto/proto";
import type { ResolvedVoice, VoiceResolver } from "../synthesis/ports.js";
import type { VoiceRecord } from "./voice-record.js";
import { isVoiceName, type VoiceStore } from "./voice-store.js";

/** A voice that can be asked for: a model's own, or a registered one. */
export type KnownVoice =
  | { readonly kind: "builtIn"; readonly name: string; readonly model: ModelDescription }
  | { readonly kind: "registered"; readonly record: VoiceRecord };

/** All voices of a server: the models' own and the registered ones. */
export class VoiceRegistry implements VoiceResolver {
  constructor(
    private readonly models: readonly ModelDescription[],
    private readonly store: VoiceStore,
  ) {}

  /** The models' own voices, then the registered ones by name; only those of `model` where it is not empty. */
  list(model: string): KnownVoice[] {
    const builtIn = this.models.flatMap((owner) =>
      owner.voices.map((name): KnownVoice => ({ kind: "builtIn", name, model: owner })),
    );
    const registered = this.store
      .records()
      .map((record): KnownVoice => ({ kind: "registered", record }));
    return [...builtIn, ...registered].filter((voice) => model === "" || modelOf(voice) === model);
  }

  /**
   * Finds a voice by its resource name, a built-in voice's name, or a display name that only one voice has.
   * @throws SottoError VOICE_NOT_FOUND; INVALID_FIELD for `field` where a display name is not unique.
   */
  find(reference: string, field: string): KnownVoice {
    return pick(reference, field, this.list(""));
  }

  async resolve(reference: string, model: ModelDescription): Promise<ResolvedVoice> {
    const wanted = reference === "" ? model.defaultVoice : reference;
    const known = this.list("");
    if (isMixture(wanted) && !isDisplayed(wanted, known)) {
      const name = checkBuiltInVoice(wanted, model);
      return { name, choice: { kind: "builtIn", name } };
    }
    const voice = pickFor(wanted, model, known);
    if (voice.kind === "builtIn") {
      return { name: voice.name, choice: { kind: "builtIn", name: voice.name } };
    }
    const { record } = voice;
    refuseOtherEncoder(record, model);
    const profile = await this.store.readProfile(record.name);
    return { name: record.name, choice: { kind: "profile", profile } };
  }
}

/** Id of the model that `voice` belongs to. */
export function modelOf(voice: KnownVoice): string {
  return voice.kind === "builtIn" ? voice.model.id : voice.record.model;
}

/** Whether a registered voice is displayed under `name`: it comes before a mixture that is written the same. */
function isDisplayed(name: string, voices: readonly KnownVoice[]): boolean {
  return voices.some((voice) => voice.kind === "registered" && voice.record.displayName === name);
}

/** As {@link pick}, but a name or display name of another model's voice is out of the question. */
function pickFor(
  reference: string,
  model: ModelDescription,
  voices: readonly KnownVoice[],
): KnownVoice {
  const own = voices.filter((voice) => modelOf(voice) === model.id);
  if (isVoiceName(reference)) {
    const voice = pick(reference, "config.voice", voices);
    if (modelOf(voice) !== model.id) throw otherModel(voice, model);
    return voice;
  }
  return pick(reference, "config.voice", own);
}

function pick(reference: string, field: string, voices: readonly KnownVoice[]): KnownVoice {
  const named = voices.find((voice) => nameOf(voice) === reference);
  if (named !== undefined) return named;
  const displayed = voices.filter(
    (voice) => voice.kind === "registered" && voice.record.displayName === reference,
  );
  if (displayed.length > 1) {
    throw SottoError.invalidField(
      field,
      `a resource name, because ${displayed.length} voices have this display name`,
    );
  }
  const [only] = displayed;
  if (only === undefined) throw voiceNotFound(reference);
  return only;
}

function nameOf(voice: KnownVoice): string {
  return voice.kind === "builtIn" ? voice.name : voice.record.name;
}

/** The error of a voice that does not exist. Only a resource name is repeated: anything else is a user's text. */
export function voiceNotFound(reference: string): SottoError {
  const resource = isVoiceName(reference) ? reference : "";
  return new SottoError(
    "VOICE_NOT_FOUND",
    "There is no such voice; ListVoices tells which there are.",
    {
      resource,
    },
  );
}

function otherModel(voice: KnownVoice, model: ModelDescription): SottoError {
  const limit = `a voice of the model ${model.id}`;
  return new SottoError(
    "UNSUPPORTED_FEATURE",
    `This voice was made for the model ${modelOf(voice)} and can't be used with ${model.id}.`,
    { field: "config.voice", limit },
  );
}

function refuseOtherEncoder(record: VoiceRecord, model: ModelDescription): void {
  if (record.encoderId === model.encoderId) return;
  throw new SottoError(
    "UNSUPPORTED_FEATURE",
    `This voice was made by another version of ${model.id}'s prompt encoder; create it again.`,
    { field: "config.voice", limit: `made by the encoder ${model.encoderId}` },
  );
}
