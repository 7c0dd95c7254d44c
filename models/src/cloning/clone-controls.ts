import { parseVoice } from "./voice-profile.js";

/** The pitch that speech is to have. */
export interface PitchTarget {
  /** Natural log of the median F0 in Hz. */
  readonly medianLogF0: number;
  /** Movement of F0: from the 10th to the 90th percentile of its natural log. */
  readonly logF0Range: number;
}

/** How to speak with a cloned voice. */
export interface CloneControls {
  /** The speaker vector for the graphs, 256 numbers. */
  readonly speaker: Float32Array;
  /** Factor of the durations, to be multiplied with those of speed and style. */
  readonly lengthScale: number;
  /** What sentences are to be brought to; see {@link followPitch}. */
  readonly pitch: PitchTarget;
  /** Factor of the formants, in whole hundredths; see `FormantScaler`, which asks for pitch and durations to match. */
  readonly formantScale: number;
}

/** Limits of the factor of formants: beyond them a voice sounds like a giant's or a mouse's. */
const FORMANT_SCALE_MIN = 0.88;
const FORMANT_SCALE_MAX = 1.14;

/** Values of F0 up to this mean unvoiced, in Hz. */
const UNVOICED_HZ_MAX = 10;

/** The most that pitch is moved, as a factor's natural log: an octave. */
const SHIFT_MAX = Math.LN2;

/** Within these factors the movement of pitch follows the speaker's. */
const RANGE_FACTOR_MIN = 0.75;
const RANGE_FACTOR_MAX = 1.3;

/** Fewest voiced frames whose range is worth comparing: half a second. */
const RANGE_FRAMES_MIN = 40;

/** The limits in Hz within which moved pitch stays. */
const F0_MIN_HZ = 50;
const F0_MAX_HZ = 500;

/**
 * What the profile of a cloned voice asks of the graphs.
 * @throws SottoError INVALID_FIELD for bytes of another model or version, and for damaged ones.
 */
export function profileControls(profile: Uint8Array): CloneControls {
  const { speaker, lengthScale, medianLogF0, logF0Range, formantScale } = parseVoice(profile);
  const scale = clamp(formantScale, FORMANT_SCALE_MIN, FORMANT_SCALE_MAX);
  return {
    speaker,
    lengthScale,
    pitch: { medianLogF0, logF0Range },
    // Whole hundredths make a small filter of the resampler.
    formantScale: Math.round(100 * scale) / 100,
  };
}

/**
 * Brings the pitch of a sentence to a speaker's: its median exactly (up to an octave away), its movement within limits.
 * Takes and gives F0 in Hz at the frame rate, 0 for unvoiced frames; style moves the result further.
 */
export function followPitch(
  f0Hz: Float32Array,
  { medianLogF0, logF0Range }: PitchTarget,
): Float32Array {
  const voiced = f0Hz
    .filter((hz) => hz > UNVOICED_HZ_MAX)
    .map(Math.log)
    .sort();
  if (voiced.length === 0) return f0Hz.slice();
  const median = percentile(voiced, 0.5);
  const shift = clamp(medianLogF0 - median, -SHIFT_MAX, SHIFT_MAX);
  const factor = rangeFactor(voiced, logF0Range);
  return f0Hz.map((hz) => {
    if (hz <= UNVOICED_HZ_MAX) return hz;
    const moved = Math.exp(median + shift + factor * (Math.log(hz) - median));
    return clamp(moved, F0_MIN_HZ, F0_MAX_HZ);
  });
}

/** Half of the way (on a log scale) to the speaker's range: a prompt's is known only roughly. */
function rangeFactor(voiced: Float32Array, logF0Range: number): number {
  const own = percentile(voiced, 0.9) - percentile(voiced, 0.1);
  if (voiced.length < RANGE_FRAMES_MIN || own <= 0 || logF0Range <= 0) return 1;
  return clamp(Math.sqrt(logF0Range / own), RANGE_FACTOR_MIN, RANGE_FACTOR_MAX);
}

function percentile(sorted: Float32Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
