/** Samples that sound like a voice to a pitch tracker: three harmonics, `hz` rising and falling, with pauses. */
export function sungPrompt(
  hz: number,
  seconds: number,
  options: { level?: number } = {},
): Float32Array {
  const { level = 0.2 } = options;
  const samples = new Float32Array(Math.round(16000 * seconds));
  let phase = 0;
  for (let i = 0; i < samples.length; i++) {
    phase += (hz * Math.exp(0.15 * Math.sin((i / 16000) * 2 * Math.PI * 0.7))) / 16000;
    const turn = 2 * Math.PI * phase;
    const wave = Math.sin(turn) + 0.5 * Math.sin(2 * turn) + 0.3 * Math.sin(3 * turn);
    samples[i] = i % 8000 < 6500 ? level * wave : 0;
  }
  return samples;
}

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
