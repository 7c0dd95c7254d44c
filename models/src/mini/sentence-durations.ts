import { SYMBOL_UNITS_MAX } from "./mini-constants.js";

/** Rounds of halving the factor's interval: a thousandth is much finer than one unit in a sentence. */
const SEARCH_ROUNDS = 12;

/**
 * Whole durations of a sentence's symbols, each at least 1, from those that the text graph predicts. At a scale of 1 each
 * is rounded by itself, as in training. At any other the whole comes to the scaled length as nearly as it can: rounding
 * errors are carried on, and where symbols can't get any shorter the others give way.
 * @param predicted durations in the graph's units, not rounded.
 * @param lengthScale factor: 1 is the voice's own pace, 0.5 twice as fast.
 */
export function sentenceDurations(predicted: Float32Array, lengthScale: number): Int32Array {
  const own = Int32Array.from(predicted, (units) => bounded(Math.round(units)));
  if (lengthScale === 1) return own;
  const target = sum(own) * lengthScale;
  let [low, high] = lengthScale < 1 ? [0, lengthScale] : [lengthScale, lengthScale];
  for (let round = 0; round < SEARCH_ROUNDS && low < high; round++) {
    const middle = (low + high) / 2;
    if (sum(scaled(own, middle)) < target) low = middle;
    else high = middle;
  }
  return scaled(own, high);
}

/** `durations` times `scale`, at least 1 each; what rounding takes from one symbol the next gets. */
function scaled(durations: Int32Array, scale: number): Int32Array {
  let error = 0;
  return durations.map((units) => {
    const exact = units * scale + error;
    const whole = bounded(Math.round(exact));
    // What the least duration adds isn't taken from the next symbol: the caller's search spreads it over all.
    error = Math.max(-0.5, Math.min(0.5, exact - whole));
    return whole;
  });
}

function bounded(units: number): number {
  return Math.min(SYMBOL_UNITS_MAX, Math.max(1, units));
}

function sum(durations: Int32Array): number {
  return durations.reduce((total, units) => total + units, 0);
}
