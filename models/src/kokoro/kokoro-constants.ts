/** Rate of Kokoro's samples. */
export const SAMPLE_RATE_HZ = 24_000;

/** Samples of one frame of pitch, energy and the generator: 80 a second. */
export const FRAME_SAMPLES = 300;

/** Frames of {@link FRAME_SAMPLES} that one unit of a symbol's duration lasts: durations count 40 Hz. */
export const DURATION_FRAMES = 2;

/** Pitch up to here means that there is none. */
export const VOICED_HZ = 10;

/**
 * The most symbols that are encoded at once, some nine seconds. The graph takes 508, but the encoder runs before the
 * first sample, at a twentieth of the time that the piece will last.
 */
export const PIECE_SYMBOLS_MAX = 150;
