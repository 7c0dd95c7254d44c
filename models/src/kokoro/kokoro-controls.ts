import type { StyleControls } from "../style/style-controls.js";
import { VOICED_HZ } from "./kokoro-constants.js";

/** Bounds of the pace that the encoder is asked for: what still is understood. */
const PACE_MIN = 0.5;
const PACE_MAX = 2;

/** Bounds of the pitch that is given to the decoder, in Hz. */
const F0_MIN_HZ = 50;
const F0_MAX_HZ = 600;

/** What speed and style come to for the graphs. */
export interface KokoroControls {
  /** The encoder's input `speed`. */
  readonly pace: number;
  /** Factor of all pitch. */
  readonly pitchFactor: number;
  /** Factor of the pitch's movement around the piece's mean, on a scale of logarithms. */
  readonly rangeFactor: number;
  /** No pitch at all. */
  readonly whisper: boolean;
  /** Factor of the samples. */
  readonly gain: number;
}

/** Adds up a segment's speed and style. */
export function kokoroControls(speed: number, style: StyleControls): KokoroControls {
  return {
    pace: Math.min(PACE_MAX, Math.max(PACE_MIN, speed * style.speedFactor)),
    pitchFactor: 2 ** (style.pitchSemitones / 12),
    rangeFactor: style.rangeFactor,
    whisper: style.whisper,
    gain: 10 ** (style.gainDb / 20),
  };
}

/**
 * The pitch track with its level and range changed. Frames without pitch stay as they are, and so does the ramp by
 * which the encoder's pitch comes and goes, far under what is spoken.
 */
export function shapePitch(f0Hz: Float32Array, controls: KokoroControls): Float32Array {
  const { pitchFactor, rangeFactor, whisper } = controls;
  if (whisper) return new Float32Array(f0Hz.length);
  if (pitchFactor === 1 && rangeFactor === 1) return f0Hz;
  const spoken = f0Hz.filter((hz) => hz >= F0_MIN_HZ);
  if (spoken.length === 0) return f0Hz;
  const mean = spoken.reduce((sum, hz) => sum + Math.log(hz), 0) / spoken.length;
  return f0Hz.map((hz) => {
    if (hz < F0_MIN_HZ) return hz > VOICED_HZ ? Math.max(VOICED_HZ, hz * pitchFactor) : hz;
    const shaped = pitchFactor * Math.exp(mean + (Math.log(hz) - mean) * rangeFactor);
    return Math.min(F0_MAX_HZ, Math.max(F0_MIN_HZ, shaped));
  });
}
