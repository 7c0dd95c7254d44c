/** The pitch that a voice speaks at by itself. */
export interface OwnPitch {
  /** Natural log of the median F0 in Hz. */
  readonly medianLogF0: number;
  /** Movement of F0: from the 10th to the 90th percentile of its natural log. */
  readonly logF0Range: number;
}

/** Measures the pitch of a sentence from its F0 in Hz, 0 where unvoiced; some of it must be voiced. */
export function measurePitch(f0: Float32Array): OwnPitch {
  const logs = Float64Array.from(f0.filter((hz) => hz > 0))
    .map(Math.log)
    .sort();
  const at = (share: number): number => logs[Math.floor(share * (logs.length - 1))] ?? Number.NaN;
  return { medianLogF0: at(0.5), logF0Range: at(0.9) - at(0.1) };
}
