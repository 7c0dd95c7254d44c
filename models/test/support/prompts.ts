/** 24 kHz to 16 kHz by straight lines: good enough for measuring pitch. */
export function toTrackerRate(samples: Float32Array): Float32Array {
  const out = new Float32Array(Math.floor((samples.length * 2) / 3));
  for (let i = 0; i < out.length; i++) {
    const at = Math.floor(i * 1.5);
    const share = i * 1.5 - at;
    out[i] = (samples[at] ?? 0) * (1 - share) + (samples[at + 1] ?? 0) * share;
  }
  return out;
}
