import { endsSentence, speechBounds } from "../mini/speech-bounds.js";
import { DURATION_FRAMES, FRAME_SAMPLES, SAMPLE_RATE_HZ } from "./kokoro-constants.js";
import type { EncodedPiece } from "./kokoro-encoder.js";

const FRAME_MS = (FRAME_SAMPLES / SAMPLE_RATE_HZ) * 1000;

/** Which frames of a piece are to be heard. */
export interface PieceBounds {
  /** The first frame that is decoded, and the one behind the last; even, since features come for two frames each. */
  readonly begin: number;
  readonly end: number;
  /** Where each symbol begins, in frames from `begin`, and at the end where the last one ends; without pads. */
  readonly symbolFrames: Int32Array;
}

/**
 * Leaves out most of the silence around a piece: Kokoro begins each with 0.3 to 0.45 s, which a listener would wait
 * for, and ends it with as much or, in Mandarin, more than a second.
 * @param pace of the piece; pauses become shorter with it.
 */
export function pieceBounds(encoded: EncodedPiece, endMark: string, pace: number): PieceBounds {
  const { durations, energy } = encoded;
  const bounds = speechBounds({
    energy,
    firstSymbolFrame: (durations[0] ?? 0) * DURATION_FRAMES,
    energyShift: 0,
    frameMs: FRAME_MS,
    lengthScale: 1 / pace,
    endsSentence: endsSentence(endMark),
  });
  const begin = bounds.begin - (bounds.begin % DURATION_FRAMES);
  const end = bounds.end + (bounds.end % DURATION_FRAMES);
  let at = 0;
  const starts = Array.from(durations.subarray(0, -1), (units) => {
    at += units * DURATION_FRAMES;
    return Math.max(0, Math.min(at, bounds.speechEnd) - begin);
  });
  return { begin, end, symbolFrames: Int32Array.from(starts) };
}
