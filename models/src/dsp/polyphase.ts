/** Zero crossings of the kernel on each side (a multiple of 2); with the constants below it gives 90 dB. */
const ZERO_CROSSINGS = 48;

/** Where the stopband begins, as a part of the lower of the two Nyquist frequencies. */
const STOPBAND_EDGE = 1;

/** Width of the transition band, as a part of the lower Nyquist frequency: sound is untouched up to 0.88 of it. */
const TRANSITION_WIDTH = 0.12;

/** Kaiser's shape parameter, for 90 dB with these lengths (J. F. Kaiser, 1974). */
const KAISER_BETA = 8.96;

/** Ratios whose reduced terms are no greater have one row of exact taps a phase; others interpolate between rows. */
const EXACT_TERM_MAX = 512;

/**
 * Rows of an interpolated bank: enough that interpolation errs by less than the stopband lets through. A filter that is
 * longer because the rate goes down is smoother by as much, and does with fewer.
 */
const INTERPOLATED_ROWS = 512;

/**
 * Banks kept for the ratios used last; those between all rates that Sotto gives and takes fit. A bank has at most
 * 2 * ZERO_CROSSINGS * EXACT_TERM_MAX taps, 400 kB.
 */
const CACHED_BANKS_MAX = 40;

/**
 * The taps of a windowed-sinc low-pass filter (Kaiser window), one row for each fractional position between two input
 * samples. Immutable, shared between resamplers.
 */
export interface PolyphaseBank {
  /** Interpolation and decimation: the output rate is the input rate times `up / down`, in lowest terms. */
  readonly up: number;
  readonly down: number;
  /** Input samples before (and, one less, after) the position that a row weighs. */
  readonly halfTaps: number;
  /** Row p, of `2 * halfTaps` taps, is for the fraction p / `rows`; an interpolated bank has one row more. */
  readonly taps: Float64Array;
  readonly rows: number;
  /** True where `rows` is not `up` and taps are interpolated between rows. */
  readonly interpolated: boolean;
}

const cache = new Map<string, PolyphaseBank>();

/** The bank for a pair of rates in Hz, from the cache where it was used lately. */
export function polyphaseBank(inputHz: number, outputHz: number): PolyphaseBank {
  const divisor = greatestCommonDivisor(inputHz, outputHz);
  const up = outputHz / divisor;
  const down = inputHz / divisor;
  const key = `${up}/${down}`;
  const bank = cache.get(key) ?? buildBank(up, down);
  // A Map keeps the order of insertion: the first key is the one that was not used for the longest time.
  cache.delete(key);
  cache.set(key, bank);
  for (const oldest of cache.keys()) {
    if (cache.size <= CACHED_BANKS_MAX) break;
    cache.delete(oldest);
  }
  return bank;
}

function buildBank(up: number, down: number): PolyphaseBank {
  const interpolated = Math.max(up, down) > EXACT_TERM_MAX;
  // Going down, the filter must be as much longer as the output rate is lower.
  const stretch = Math.max(1, down / up);
  const rows = interpolated ? Math.ceil(INTERPOLATED_ROWS / stretch) : up;
  const halfTaps = Math.ceil((ZERO_CROSSINGS * stretch) / 2) * 2;
  const cutoff = (STOPBAND_EDGE - TRANSITION_WIDTH / 2) / stretch;
  const taps = new Float64Array((rows + (interpolated ? 1 : 0)) * 2 * halfTaps);
  for (let row = 0; row * 2 * halfTaps < taps.length; row++) {
    fillRow(taps.subarray(row * 2 * halfTaps, (row + 1) * 2 * halfTaps), row / rows, cutoff);
  }
  return { up, down, halfTaps, taps, rows, interpolated };
}

/** Fills `row` with the taps for a position `fraction` after its middle; they add up to 1, so that DC stays DC. */
function fillRow(row: Float64Array, fraction: number, cutoff: number): void {
  const half = row.length / 2;
  let sum = 0;
  for (let tap = 0; tap < row.length; tap++) {
    const distance = tap - (half - 1) - fraction;
    const value = sinc(cutoff * distance) * kaiser(distance / half);
    row[tap] = value;
    sum += value;
  }
  for (let tap = 0; tap < row.length; tap++) row[tap] = (row[tap] ?? 0) / sum;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The Kaiser window at `x` in [-1, 1]. */
function kaiser(x: number): number {
  return besselI0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - x * x))) / besselI0(KAISER_BETA);
}

/** The modified Bessel function of the first kind and order zero, by its power series. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let sum = 1;
  let term = 1;
  for (let n = 1; term > sum * 1e-15; n++) {
    term *= quarter / (n * n);
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
