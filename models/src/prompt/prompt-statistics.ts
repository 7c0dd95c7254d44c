import { PITCH_HOP_SECONDS, type PitchFrame } from "../dsp/pitch-tracker.js";
import type { PromptVerdict } from "../engine.js";

/** What a prompt's frames tell of the recording and its speaker. */
export interface PromptStatistics {
  readonly speechSeconds: number;
  readonly verdict: PromptVerdict;
  /** Natural log of the median F0 in Hz of the voiced speech; `undefined` where hardly any is voiced. */
  readonly medianLogF0: number | undefined;
  /** Movement of F0: from the 10th to the 90th percentile of its natural log. */
  readonly logF0Range: number;
}

/** Level above which a frame may be speech at all, in dB below full scale. */
const SPEECH_LEVEL_MIN_DB = -55;

/** Frames this far below the loud ones are pauses, in dB. */
const SPEECH_BELOW_PEAK_DB = 25;

/** Seconds of speech from which on a voice is well known. */
const SPEECH_SECONDS_GOOD = 3;

/** Ratio of speech to background in dB below which a prompt counts as noisy. */
const NOISE_RATIO_MIN_DB = 15;

/** Active level in dB below which a prompt counts as quiet. */
const QUIET_LEVEL_DB = -42;

/** Share of samples at full scale above which a prompt counts as clipped. */
const CLIPPED_SHARE_MAX = 0.002;

/** Fewest voiced frames whose median is worth anything: a third of a second. */
const VOICED_FRAMES_MIN = 33;

/** Summarises a prompt. `clippedShare` is the share of its samples at full scale. */
export function promptStatistics(
  frames: readonly PitchFrame[],
  clippedShare: number,
): PromptStatistics {
  const levels = frames.map((frame) => frame.levelDb).sort(ascending);
  const loud = percentile(levels, 0.95);
  const threshold = Math.max(SPEECH_LEVEL_MIN_DB, loud - SPEECH_BELOW_PEAK_DB);
  const speech = frames.filter((frame) => frame.levelDb > threshold);
  const speechSeconds = speech.length * PITCH_HOP_SECONDS;
  const pitches = speech
    .map((frame) => frame.logF0)
    .filter((logF0) => logF0 !== undefined)
    .sort(ascending);
  const verdict = judge({
    clippedShare,
    speechSeconds,
    loudDb: loud,
    pausesDb: backgroundDb(frames),
  });
  const voiced = pitches.length >= VOICED_FRAMES_MIN;
  return {
    speechSeconds,
    verdict,
    medianLogF0: voiced ? percentile(pitches, 0.5) : undefined,
    logF0Range: percentile(pitches, 0.9) - percentile(pitches, 0.1),
  };
}

/**
 * The level of what is heard between the sounds of the voice: that of the quietest frames without pitch. A prompt that
 * is voiced throughout says nothing about its background.
 */
function backgroundDb(frames: readonly PitchFrame[]): number {
  const unvoiced = frames.filter((frame) => frame.logF0 === undefined);
  if (unvoiced.length < 0.05 * frames.length) return -Infinity;
  return percentile(unvoiced.map((frame) => frame.levelDb).sort(ascending), 0.05);
}

/** What a verdict rests on. */
interface Measures {
  readonly clippedShare: number;
  readonly speechSeconds: number;
  readonly loudDb: number;
  readonly pausesDb: number;
}

/** The first thing that is wrong, the worst first. */
function judge({ clippedShare, speechSeconds, loudDb, pausesDb }: Measures): PromptVerdict {
  if (clippedShare > CLIPPED_SHARE_MAX) return "clipped";
  if (loudDb < QUIET_LEVEL_DB) return "quiet";
  if (loudDb - pausesDb < NOISE_RATIO_MIN_DB) return "noisy";
  return speechSeconds < SPEECH_SECONDS_GOOD ? "short" : "good";
}

/** The value below which the share `share` of sorted values lies; 0 of none. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function ascending(a: number, b: number): number {
  return a - b;
}
