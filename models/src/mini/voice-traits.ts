import type { VoiceChoice } from "../engine.js";
import { parseVoiceMixture } from "../voices/voice-mixture.js";
import type { OwnPitch } from "./own-pitch.js";
import { parseProfile } from "./pitch-profile.js";
import type { SpeakerTable } from "./speaker-table.js";

/** What a voice is to the graphs, before speed and style. */
export interface VoiceTraits {
  /** The speaker vector, `speakerColumns` numbers. */
  readonly speaker: Float32Array;
  /** Shift of pitch in semitones. */
  readonly pitchSemitones: number;
  /** Factor of the movement of pitch around a sentence's mean. */
  readonly pitchRange: number;
  /** Factor of durations. */
  readonly lengthScale: number;
}

/** What {@link voiceTraits} looks voices up in. */
export interface VoiceSource {
  readonly speakers: SpeakerTable;
  readonly voices: readonly string[];
  /** The voice that a prompt's pitch is given to, and that voice's own pitch. */
  readonly defaultVoice: string;
  readonly ownPitch: OwnPitch;
}

/** A profile shifts the voice up to an octave: beyond it the spectrum doesn't fit the pitch any more. */
const PROFILE_SEMITONES_MAX = 12;

/** A profile's liveliness is followed within these factors of the voice's own. */
const PROFILE_RANGE_MIN = 0.5;
const PROFILE_RANGE_MAX = 1.6;

/**
 * The traits of a voice: of a built-in one, of a mixture by its name, or of a profile.
 * @throws SottoError VOICE_NOT_FOUND and INVALID_FIELD; see {@link parseVoiceMixture} and {@link parseProfile}.
 */
export function voiceTraits(choice: VoiceChoice, source: VoiceSource): VoiceTraits {
  if (choice.kind === "profile") return profileTraits(choice.profile, source);
  const parts = parseVoiceMixture(choice.name, source.voices);
  const speaker = source.speakers.mix(parts);
  return { speaker, pitchSemitones: 0, pitchRange: 1, lengthScale: 1 };
}

/**
 * The traits that a profile of the prompt encoder comes to: the only place that knows what a profile holds.
 * @throws SottoError INVALID_FIELD; see {@link parseProfile}.
 */
function profileTraits(bytes: Uint8Array, source: VoiceSource): VoiceTraits {
  const profile = parseProfile(bytes);
  const { medianLogF0, logF0Range } = source.ownPitch;
  const semitones = ((profile.medianLogF0 - medianLogF0) * 12) / Math.LN2;
  return {
    speaker: source.speakers.mix([{ name: source.defaultVoice, weight: 1 }]),
    pitchSemitones: clamp(semitones, -PROFILE_SEMITONES_MAX, PROFILE_SEMITONES_MAX),
    pitchRange: clamp(profile.logF0Range / logF0Range, PROFILE_RANGE_MIN, PROFILE_RANGE_MAX),
    lengthScale: 1,
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
