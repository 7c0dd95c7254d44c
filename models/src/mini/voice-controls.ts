import type { PitchTarget } from "../cloning/clone-controls.js";
import type { StyleControls } from "../style/style-controls.js";
import {
  LENGTH_SCALE_MAX,
  LENGTH_SCALE_MIN,
  PITCH_RANGE_MAX,
  PITCH_RANGE_MIN,
  PITCH_SEMITONES_MAX,
} from "./mini-constants.js";
import type { VoiceTraits } from "./voice-traits.js";

/**
 * A whisper's shift of energy: at it noise alone still carries every vowel, and hisses no louder than they are. Its gain
 * in dB brings back some of the level.
 */
const WHISPER_ENERGY_SHIFT = -4;
const WHISPER_GAIN_DB = 9;

/** What voice, speed and style come to for the graphs. */
export interface VoiceControls {
  /** The speaker vector. */
  readonly speaker: Float32Array;
  /** Factor of all durations. */
  readonly lengthScale: number;
  /** Shift of pitch in semitones. */
  readonly pitchSemitones: number;
  /** Factor of the movement of pitch around a sentence's mean. */
  readonly pitchRange: number;
  /** What each sentence's pitch is brought to afterwards; `undefined` leaves it as it is. */
  readonly pitch: PitchTarget | undefined;
  /** Factor of formants; pitch and durations make up for what it does to them. */
  readonly formantScale: number;
  /** Added to the energy that the prosody graph predicts. */
  readonly energyShift: number;
  /** Factor of the samples. */
  readonly gain: number;
  /** Whether to take the voice out and leave the noise. */
  readonly whisper: boolean;
}

/** Adds up a segment's voice, speed and style. */
export function voiceControls(
  voice: VoiceTraits,
  speed: number,
  style: StyleControls,
): VoiceControls {
  return {
    speaker: voice.speaker,
    lengthScale: clamp(
      (voice.lengthScale * voice.formantScale) / (speed * style.speedFactor),
      LENGTH_SCALE_MIN,
      LENGTH_SCALE_MAX,
    ),
    pitchSemitones: clamp(style.pitchSemitones, -PITCH_SEMITONES_MAX, PITCH_SEMITONES_MAX),
    pitchRange: clamp(style.rangeFactor, PITCH_RANGE_MIN, PITCH_RANGE_MAX),
    pitch: pitchTarget(voice, style),
    formantScale: voice.formantScale,
    energyShift: style.whisper ? WHISPER_ENERGY_SHIFT : 0,
    gain: 10 ** ((style.gainDb + (style.whisper ? WHISPER_GAIN_DB : 0)) / 20),
    whisper: style.whisper,
  };
}

/** What style asks for on top of a voice's pitch, and what the formant scale will add to it taken away. */
function pitchTarget(
  { pitch, formantScale }: VoiceTraits,
  style: StyleControls,
): PitchTarget | undefined {
  if (pitch === undefined) return undefined;
  const shift = (style.pitchSemitones * Math.LN2) / 12 - Math.log(formantScale);
  return {
    medianLogF0: pitch.medianLogF0 + shift,
    logF0Range: pitch.logF0Range * style.rangeFactor,
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
