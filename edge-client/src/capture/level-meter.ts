import type { PcmSamples } from "../pcm-format.js";

/** The level that digital silence is given, in dBFS. */
export const LEVEL_DBFS_MIN = -100;

/** How loud a run of samples is. 0 dBFS is full scale; a full-scale sine has an RMS of -3 dBFS (not AES17's 0). */
export interface Level {
  readonly rmsDbfs: number;
  readonly peakDbfs: number;
  /** Samples at full scale: more than a few in a row are audible as distortion. */
  readonly clippedSamples: number;
}

/** The level of `samples`; {@link LEVEL_DBFS_MIN} for silence and for none. */
export function measureLevel(samples: PcmSamples): Level {
  const fullScale = samples instanceof Int16Array ? 32_768 : 1;
  const clip = samples instanceof Int16Array ? 32_767 : 1;
  let sum = 0;
  let peak = 0;
  let clippedSamples = 0;
  for (const sample of samples) {
    const magnitude = Math.abs(sample);
    sum += magnitude * magnitude;
    if (magnitude > peak) peak = magnitude;
    if (magnitude >= clip) clippedSamples++;
  }
  const rms = samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
  return {
    rmsDbfs: toDbfs(rms / fullScale),
    peakDbfs: toDbfs(peak / fullScale),
    clippedSamples,
  };
}

function toDbfs(ratio: number): number {
  return ratio > 0 ? Math.max(LEVEL_DBFS_MIN, 20 * Math.log10(ratio)) : LEVEL_DBFS_MIN;
}
