import type { SegmentSpec } from "../engine.js";
import { parseStyle } from "../style/parse-style.js";
import { STYLE_WORDS } from "../style/style-controls.js";
import { resolveTestOptions, type TestEngineOptions } from "./options.js";

/** Peak of the test waveform as a 16-bit number: half of full scale. */
const PEAK = 16384;

/** The number of samples that the test engine gives for a segment. */
export function testSampleCount(spec: SegmentSpec, options: TestEngineOptions = {}): number {
  const { samplesPerChar } = resolveTestOptions(options);
  const pace = spec.speed * parseStyle(spec.style, STYLE_WORDS).speedFactor;
  return Math.max(1, Math.round((spec.text.length * samplesPerChar) / pace));
}

/**
 * What the test engine sounds like: `count` samples of a segment from the sample `start` on. A triangle wave of 110 to
 * 620 Hz (at 24 kHz) whose pitch and phase depend on text, voice, seed and segment, computed in whole numbers: every
 * sample is a multiple of 1/32768 within ±0.5, so that LINEAR16 holds it exactly and tests may compare bits.
 */
export function testWaveform(spec: SegmentSpec, start: number, count: number): Float32Array {
  const hash = segmentHash(spec);
  // Phase in 1/65536 of a turn.
  const step = 300 + (hash % 1400);
  const offset = (hash >>> 16) & 0xffff;
  const samples = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const phase = (offset + ((start + i) % 65536) * step) & 0xffff;
    samples[i] = triangle(phase) / 32768;
  }
  return samples;
}

/** A triangle of the height {@link PEAK} at `phase` of 65536, as a whole number. */
function triangle(phase: number): number {
  const rising = phase < 32768 ? phase : 65535 - phase;
  return rising - PEAK;
}

/** FNV-1a over all that a segment's sound depends on. */
function segmentHash(spec: SegmentSpec): number {
  const voice =
    spec.voice.kind === "builtIn"
      ? spec.voice.name
      : Buffer.from(spec.voice.profile).toString("latin1");
  const key = `${spec.seed}/${spec.segmentIndex}/${voice}/${spec.text}`;
  return fnv1a(key);
}

/** The 32-bit FNV-1a hash of the UTF-16 units of `text`. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}
