import { FRAME_SAMPLES, SAMPLE_RATE_HZ, VOICED_HZ } from "./kokoro-constants.js";

/** Sines of the source: F0 and eight multiples of it. */
export const HARMONICS = 9;

/**
 * The phase of the harmonic source over an utterance, as the generator reads it frame by frame. It is accumulated in
 * float64 over the whole pitch track, which is known beforehand, so that no plan of chunks can change it.
 */
export interface HarmonicPhase {
  /** Cycles at the middle of each frame, in [0, 1), [frames, 9]. */
  readonly phase: Float32Array;
  /** Cycles since the middle of the frame before, [frames, 9]; 0 for the first. */
  readonly before: Float32Array;
  /** Cycles to the middle of the next frame, [frames, 9]; 0 for the last. */
  readonly after: Float32Array;
  /** 1 where there is pitch, else 0, [frames]. */
  readonly voiced: Float32Array;
}

/** The phase of the pitch track `f0Hz`, 80 values a second. A frame advances by its own pitch, as in the published graph. */
export function harmonicPhase(f0Hz: Float32Array): HarmonicPhase {
  const frames = f0Hz.length;
  const result = {
    phase: new Float32Array(frames * HARMONICS),
    before: new Float32Array(frames * HARMONICS),
    after: new Float32Array(frames * HARMONICS),
    voiced: Float32Array.from(f0Hz, (hz) => (hz > VOICED_HZ ? 1 : 0)),
  };
  for (let harmonic = 0; harmonic < HARMONICS; harmonic++) {
    let cycles = 0;
    for (let frame = 0; frame < frames; frame++) {
      const turns = ((f0Hz[frame] ?? 0) * (harmonic + 1)) / SAMPLE_RATE_HZ;
      // Below zero pitch, which the encoder gives in silence, a frame turns the other way: the published graph wraps it.
      const step = (turns - Math.floor(turns)) * FRAME_SAMPLES;
      const at = frame * HARMONICS + harmonic;
      cycles += step;
      cycles -= Math.floor(cycles);
      result.phase[at] = cycles;
      if (frame === 0) continue;
      result.before[at] = step;
      result.after[at - HARMONICS] = step;
    }
  }
  return result;
}
