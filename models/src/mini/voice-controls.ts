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
      voice.lengthScale / (speed * style.speedFactor),
      LENGTH_SCALE_MIN,
      LENGTH_SCALE_MAX,
    ),
    pitchSemitones: clamp(
      voice.pitchSemitones + style.pitchSemitones,
      -PITCH_SEMITONES_MAX,
      PITCH_SEMITONES_MAX,
    ),
    pitchRange: clamp(voice.pitchRange * style.rangeFactor, PITCH_RANGE_MIN, PITCH_RANGE_MAX),
    energyShift: style.whisper ? WHISPER_ENERGY_SHIFT : 0,
    gain: 10 ** ((style.gainDb + (style.whisper ? WHISPER_GAIN_DB : 0)) / 20),
    whisper: style.whisper,
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
