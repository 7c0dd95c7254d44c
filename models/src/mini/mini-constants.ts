/** Rate of the voice's samples in Hz. */
export const SAMPLE_RATE_HZ = 24000;

/** Samples of one frame. */
export const HOP_SAMPLES = 240;

/**
 * Samples that come out before the first one of a piece: 6 frames of look-ahead of the decoder and 600 samples of delay
 * of the vocoder.
 */
export const START_DROP_SAMPLES = 2040;

/** Masked frames to feed after the last real one, so that the look-ahead and the delay are given out. */
export const FLUSH_FRAMES = 9;

/** Fewest frames of a first step that give sound: 9 × 240 - 2040 = 120 samples. */
export const FIRST_STEP_FRAMES_MIN = 9;

/** Movement of F0 around its mean that sounds best; the graph's own is too flat. */
export const F0_SCALE = 1.2;

/** Least F0 scale: below it speech is a drone. */
export const F0_SCALE_MIN = 0.4;

/** Greatest F0 scale: the voice was not tried beyond. */
export const F0_SCALE_MAX = 1.5;

/** Level of the noise part that sounds cleanest. */
export const NOISE_GAIN = 0.8;

/** Least F0 in Hz after all shifts: what people speak at, and what the pulse source holds well. */
export const F0_MIN_HZ = 55;

/** Greatest F0 in Hz after all shifts. */
export const F0_MAX_HZ = 500;

/** Most symbols of one piece: the longest utterance that the voice was trained on. */
export const PIECE_SYMBOLS_MAX = 145;

/** Frames of one symbol that the decoder takes at most. */
export const SYMBOL_FRAMES_MAX = 4096;
