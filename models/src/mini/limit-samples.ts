/** Up to here samples pass as they are. */
const KNEE = 0.85;

/**
 * One buffer of all parts, amplified. What would go beyond {@link KNEE} is bent so that it never reaches 1: a voice that
 * is asked to be louder shall not crackle. It works sample by sample, so that chunks don't matter.
 * @throws Error for a sample that is no number, which no input should bring about.
 */
export function joinLimited(parts: readonly Float32Array[], gain: number): Float32Array {
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    for (const sample of part) {
      if (Number.isNaN(sample)) throw new Error("The decoder gave a sample that is no number");
      samples[at++] = limited(sample * gain);
    }
  }
  return samples;
}

function limited(sample: number): number {
  const beyond = Math.abs(sample) - KNEE;
  if (beyond <= 0) return sample;
  return Math.sign(sample) * (KNEE + (1 - KNEE) * Math.tanh(beyond / (1 - KNEE)));
}
