import { type PitchTarget, profileControls } from "../cloning/clone-controls.js";
import type { VoiceChoice } from "../engine.js";
import { parseVoiceMixture } from "../voices/voice-mixture.js";
import type { SpeakerTable } from "./speaker-table.js";

/** What a voice is to the graphs, before speed and style. */
export interface VoiceTraits {
  /** The speaker vector, `speakerColumns` numbers. */
  readonly speaker: Float32Array;
  /** Factor of durations. */
  readonly lengthScale: number;
  /** Factor of formants; see `FormantScaler`. */
  readonly formantScale: number;
  /** The pitch to bring sentences to; `undefined` leaves the voice its own. */
  readonly pitch: PitchTarget | undefined;
}

/** What {@link voiceTraits} looks voices up in. */
export interface VoiceSource {
  readonly speakers: SpeakerTable;
  readonly voices: readonly string[];
}

/**
 * The traits of a voice: of a built-in one, of a mixture by its name, or of a profile.
 * @throws SottoError VOICE_NOT_FOUND and INVALID_FIELD; see {@link parseVoiceMixture} and {@link profileControls}.
 */
export function voiceTraits(choice: VoiceChoice, source: VoiceSource): VoiceTraits {
  if (choice.kind === "profile") {
    const { speaker, lengthScale, formantScale, pitch } = profileControls(choice.profile);
    return { speaker, lengthScale, formantScale, pitch };
  }
  const parts = parseVoiceMixture(choice.name, source.voices);
  const speaker = source.speakers.mix(parts);
  return { speaker, lengthScale: 1, formantScale: 1, pitch: undefined };
}
