import type { StyleControls } from "../style/style-controls.js";
import { F0_SCALE, F0_SCALE_MAX, F0_SCALE_MIN } from "./mini-constants.js";
import type { PitchProfile } from "./pitch-profile.js";

/** The voice's own median F0, as the pitch tracker measures it on its speech: 150 Hz. */
const VOICE_MEDIAN_LOG_F0 = Math.log(150);

/** The voice's own movement of F0 at {@link F0_SCALE}, from the 10th to the 90th percentile of its natural log. */
const VOICE_LOG_F0_RANGE = 0.38;

/** The voice follows a prompt up to an octave: beyond it the spectrum doesn't fit the pitch any more. */
const PROFILE_SHIFT_MAX = Math.LN2;

/** The voice follows a prompt's liveliness within these factors of its own. */
const PROFILE_RANGE_MIN = 0.6;
const PROFILE_RANGE_MAX = 1.25;

/** Bounds of the factor of durations: what still is understood. */
const LENGTH_SCALE_MIN = 0.4;
const LENGTH_SCALE_MAX = 2.5;

/** What speed, style and voice come to for the graphs. */
export interface VoiceControls {
  /** Factor of all durations. */
  readonly lengthScale: number;
  /** Added to the natural log of F0. */
  readonly logF0Shift: number;
  /** Factor of F0's movement around the speaker's mean. */
  readonly f0Scale: number;
  /** Factor of the samples. */
  readonly gain: number;
}

/** Adds up a segment's speed and style, and the profile of its voice where it has one. */
export function voiceControls(
  speed: number,
  style: StyleControls,
  profile: PitchProfile | undefined,
): VoiceControls {
  const shift = (profile?.medianLogF0 ?? VOICE_MEDIAN_LOG_F0) - VOICE_MEDIAN_LOG_F0;
  const range = (profile?.logF0Range ?? VOICE_LOG_F0_RANGE) / VOICE_LOG_F0_RANGE;
  return {
    lengthScale: clamp(1 / (speed * style.speedFactor), LENGTH_SCALE_MIN, LENGTH_SCALE_MAX),
    logF0Shift:
      clamp(shift, -PROFILE_SHIFT_MAX, PROFILE_SHIFT_MAX) + (style.pitchSemitones * Math.LN2) / 12,
    f0Scale: clamp(
      F0_SCALE * clamp(range, PROFILE_RANGE_MIN, PROFILE_RANGE_MAX) * style.rangeFactor,
      F0_SCALE_MIN,
      F0_SCALE_MAX,
    ),
    gain: 10 ** (style.gainDb / 20),
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
