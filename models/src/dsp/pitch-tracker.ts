/** One frame of a {@link PitchTracker}. */
export interface PitchFrame {
  /** Level of the frame in dB below full scale (0 is a full-scale square wave). */
  readonly levelDb: number;
  /** Natural log of F0 in Hz; `undefined` where the frame isn't clearly voiced. */
  readonly logF0: number | undefined;
}

/** Rate of the samples that a {@link PitchTracker} takes, in Hz. */
export const PITCH_INPUT_RATE_HZ = 16000;

/** Time between two frames of a {@link PitchTracker}, in seconds. */
export const PITCH_HOP_SECONDS = 0.01;

/** The rate that pitch is tracked at: half of the input's, enough for F0 and a quarter of the work. */
const RATE_HZ = PITCH_INPUT_RATE_HZ / 2;
const HOP = RATE_HZ * PITCH_HOP_SECONDS;

/** Range of F0 in Hz: speech from low male to high child's voices, and no mains hum. */
const F0_MIN_HZ = 63;
const F0_MAX_HZ = 500;
const LAG_MIN = Math.floor(RATE_HZ / F0_MAX_HZ);
const LAG_MAX = Math.ceil(RATE_HZ / F0_MIN_HZ);

/** Samples that are compared with those one lag later: two periods of the lowest F0. */
const WINDOW = 2 * LAG_MAX;

/** Samples that one frame looks at. */
const FRAME = WINDOW + LAG_MAX;

/**
 * YIN's threshold of aperiodicity: below it a frame is voiced. Over 114 clips of LibriSpeech medians agree best with
 * those of a harmonic sum at 0.2: 5 clips differ by more than 8 %, with 0.15 it is 8.
 */
const APERIODICITY_MAX = 0.2;

/** Frames below this level are not searched for pitch: silence costs next to nothing. */
const LEVEL_MIN_DB = -60;

/** A Butterworth high-pass at 74 Hz: recordings hum at 50 or 60 Hz, and a voice's period shows in its harmonics too. */
const HIGH_PASS = {
  b: [0.95973602, -1.91947204, 0.95973602],
  a: [-1.91785019, 0.92109388],
} as const;

/** Half-band low-pass of 11 taps (windowed sinc), for halving the rate; its even taps but the middle one are zero. */
const HALF_BAND = [0.0088, 0, -0.0572, 0, 0.2984, 0.5, 0.2984, 0, -0.0572, 0, 0.0088];

/**
 * Tracks the pitch of speech at 16 kHz while it arrives, by YIN (A. de Cheveigné and H. Kawahara, "YIN, a fundamental
 * frequency estimator for speech and music", JASA 111, 2002). Offsets and hum are filtered out. Takes pieces
 * of any size: the frames are the same. Holds a fixed amount of memory.
 */
export class PitchTracker {
  /** The last input samples, for the low-pass; a ring would not be faster at 11 taps. */
  readonly #taps = new Float32Array(HALF_BAND.length);
  #keepNext = false;
  /** Samples at the tracking rate that are not yet behind all frames. */
  readonly #buffer = new Float32Array(FRAME);
  #filled = 0;
  /** State of the high-pass, in transposed direct form II. */
  #z1 = 0;
  #z2 = 0;

  /** Takes samples in [-1, 1] and gives the frames that are complete. */
  push(samples: Float32Array): PitchFrame[] {
    const frames: PitchFrame[] = [];
    for (const sample of samples) {
      const halved = this.#halve(sample);
      if (halved === undefined) continue;
      this.#buffer[this.#filled++] = this.#highPass(halved);
      if (this.#filled < FRAME) continue;
      frames.push(analyse(this.#buffer));
      this.#buffer.copyWithin(0, HOP);
      this.#filled -= HOP;
    }
    return frames;
  }

  #halve(sample: number): number | undefined {
    this.#taps.copyWithin(0, 1);
    this.#taps[HALF_BAND.length - 1] = sample;
    this.#keepNext = !this.#keepNext;
    if (!this.#keepNext) return undefined;
    let sum = 0;
    for (let i = 0; i < HALF_BAND.length; i++) sum += (HALF_BAND[i] ?? 0) * (this.#taps[i] ?? 0);
    return sum;
  }

  #highPass(sample: number): number {
    const { b, a } = HIGH_PASS;
    const out = b[0] * sample + this.#z1;
    this.#z1 = b[1] * sample - a[0] * out + this.#z2;
    this.#z2 = b[2] * sample - a[1] * out;
    return out;
  }
}

function analyse(frame: Float32Array): PitchFrame {
  let energy = 0;
  for (const sample of frame) energy += sample * sample;
  const levelDb = 10 * Math.log10(energy / FRAME + 1e-12);
  if (levelDb < LEVEL_MIN_DB) return { levelDb, logF0: undefined };
  const lag = findLag(differences(frame));
  return { levelDb, logF0: lag === undefined ? undefined : Math.log(RATE_HZ / lag) };
}

/** YIN's cumulative mean normalised difference for each lag from 0 to {@link LAG_MAX}. */
function differences(frame: Float32Array): Float64Array {
  const normalised = new Float64Array(LAG_MAX + 1).fill(1);
  let sum = 0;
  for (let lag = 1; lag <= LAG_MAX; lag++) {
    let difference = 0;
    for (let i = 0; i < WINDOW; i++) {
      const delta = (frame[i] ?? 0) - (frame[i + lag] ?? 0);
      difference += delta * delta;
    }
    sum += difference;
    normalised[lag] = sum > 0 ? (difference * lag) / sum : 1;
  }
  return normalised;
}

/** The period in samples: the first dip below the threshold, refined by a parabola; `undefined` for no voice. */
function findLag(normalised: Float64Array): number | undefined {
  const at = (lag: number): number => normalised[lag] ?? 1;
  for (let lag = LAG_MIN; lag < LAG_MAX; lag++) {
    if (at(lag) >= APERIODICITY_MAX) continue;
    while (lag < LAG_MAX && at(lag + 1) < at(lag)) lag++;
    // Still falling at the longest lag: the period is longer than any voice's.
    if (lag === LAG_MAX) return undefined;
    const [before, here, after] = [at(lag - 1), at(lag), at(lag + 1)];
    const curvature = before - 2 * here + after;
    return curvature > 0 ? lag + (before - after) / (2 * curvature) : lag;
  }
  return undefined;
}
