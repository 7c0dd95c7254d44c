/** The voice to speak with where none is chosen; the first one of `voice.json` where it isn't there. */
export const DEFAULT_VOICE = "af_heart";

/** Most symbols of one piece: about the longest sentence that the voice was taught, some 15 seconds. */
export const PIECE_SYMBOLS_MAX = 200;

/** Longest symbol in units of durations: bounds the work that one piece can come to. */
export const SYMBOL_UNITS_MAX = 160;

/** Least factor of the movement of pitch: below it speech is a drone. */
export const PITCH_RANGE_MIN = 0.3;

/** Greatest factor of the movement of pitch: beyond it a sentence yodels. */
export const PITCH_RANGE_MAX = 1.8;

/** Greatest shift of pitch in semitones: beyond an octave the spectrum doesn't fit the pitch any more. */
export const PITCH_SEMITONES_MAX = 12;

/** Bounds of the factor of durations: what still is understood. */
export const LENGTH_SCALE_MIN = 0.4;

/** See {@link LENGTH_SCALE_MIN}. */
export const LENGTH_SCALE_MAX = 2.5;

/** Memory that the front end takes with the lexicons of both languages, in bytes; measured, with some room. */
export const FRONT_END_MEMORY_BYTES = 24 * 2 ** 20;
