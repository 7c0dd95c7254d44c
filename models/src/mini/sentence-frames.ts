import { joinArrays } from "./join-arrays.js";

/** What the decoder needs to know of some frames of a sentence. */
export interface SentenceFrames {
  /** F0 in Hz, [frames]; 0 where unvoiced. */
  readonly f0: Float32Array;
  /** Energy as the teacher has it, a logarithm: about -9 in silence and 5 in speech, [frames]. */
  readonly energy: Float32Array;
  /** [frames, features]. */
  readonly features: Float32Array;
}

const EMPTY = new Float32Array(0);

/** What there is before the first frame. */
export const NO_FRAMES: SentenceFrames = { f0: EMPTY, energy: EMPTY, features: EMPTY };

/** A copy of `first`, and behind it `second`. */
export function joinFrames(first: SentenceFrames, second: SentenceFrames): SentenceFrames {
  return {
    f0: joinArrays(first.f0, second.f0),
    energy: joinArrays(first.energy, second.energy),
    features: joinArrays(first.features, second.features),
  };
}

/** Frames from `begin` until before `end`; views of the same memory. */
export function framesBetween(frames: SentenceFrames, begin: number, end: number): SentenceFrames {
  const width = frames.features.length / frames.energy.length;
  return {
    f0: frames.f0.subarray(begin, end),
    energy: frames.energy.subarray(begin, end),
    features: frames.features.subarray(begin * width, end * width),
  };
}
