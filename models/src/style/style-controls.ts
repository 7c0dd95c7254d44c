/** The words that {@link parseStyle} knows, in the order in which they are listed to people. */
export const STYLE_WORDS = [
  "slower",
  "faster",
  "higher",
  "lower",
  "livelier",
  "calmer",
  "louder",
  "softer",
] as const;

/** A word that a style may ask for. */
export type StyleWord = (typeof STYLE_WORDS)[number];

/** Each word in Chinese. */
export const STYLE_WORDS_ZH: Readonly<Record<StyleWord, string>> = {
  slower: "更慢",
  faster: "更快",
  higher: "更高",
  lower: "更低沉",
  livelier: "更活泼",
  calmer: "更平静",
  louder: "更大声",
  softer: "更轻",
};

/** What "less" of each word is. */
export const OPPOSITE_WORDS: Readonly<Record<StyleWord, StyleWord>> = {
  slower: "faster",
  faster: "slower",
  higher: "lower",
  lower: "higher",
  livelier: "calmer",
  calmer: "livelier",
  louder: "softer",
  softer: "louder",
};

/** What a style asks of a voice. Plain data. */
export interface StyleControls {
  /** Factor of the pace: 1 is the voice's own, 1.2 is a fifth faster. */
  readonly speedFactor: number;
  /** Pitch shift in semitones. */
  readonly pitchSemitones: number;
  /** Factor of the movement of pitch around its mean: below 1 is flatter. */
  readonly rangeFactor: number;
  /** Change of level in dB. */
  readonly gainDb: number;
}

/** Controls that change nothing. */
export const NEUTRAL_STYLE: StyleControls = {
  speedFactor: 1,
  pitchSemitones: 0,
  rangeFactor: 1,
  gainDb: 0,
};

/** How strongly a style word is meant. */
export type StyleDegree = "slight" | "plain" | "strong";

/**
 * What each word does by degree. Chosen so that `slight` is just clearly heard and `strong` stays within what the voices
 * were tried at: `length_scale` 0.7 to 1.5, F0 scale up to 1.5.
 */
const EFFECTS: Record<StyleWord, Record<StyleDegree, Partial<StyleControls>>> = {
  slower: {
    slight: { speedFactor: 0.9 },
    plain: { speedFactor: 0.8 },
    strong: { speedFactor: 0.68 },
  },
  faster: {
    slight: { speedFactor: 1.1 },
    plain: { speedFactor: 1.22 },
    strong: { speedFactor: 1.4 },
  },
  higher: {
    slight: { pitchSemitones: 1 },
    plain: { pitchSemitones: 2 },
    strong: { pitchSemitones: 4 },
  },
  lower: {
    slight: { pitchSemitones: -1 },
    plain: { pitchSemitones: -2 },
    strong: { pitchSemitones: -4 },
  },
  livelier: {
    slight: { rangeFactor: 1.1 },
    plain: { rangeFactor: 1.18 },
    strong: { rangeFactor: 1.25 },
  },
  calmer: {
    slight: { rangeFactor: 0.85 },
    plain: { rangeFactor: 0.7 },
    strong: { rangeFactor: 0.5 },
  },
  louder: { slight: { gainDb: 1.5 }, plain: { gainDb: 3 }, strong: { gainDb: 6 } },
  softer: { slight: { gainDb: -2 }, plain: { gainDb: -5 }, strong: { gainDb: -10 } },
};

/** `controls` with the effect of one more word added: factors multiply, shifts add up. */
export function addStyleWord(
  controls: StyleControls,
  word: StyleWord,
  degree: StyleDegree,
): StyleControls {
  const effect = EFFECTS[word][degree];
  return {
    speedFactor: controls.speedFactor * (effect.speedFactor ?? 1),
    pitchSemitones: controls.pitchSemitones + (effect.pitchSemitones ?? 0),
    rangeFactor: controls.rangeFactor * (effect.rangeFactor ?? 1),
    gainDb: controls.gainDb + (effect.gainDb ?? 0),
  };
}

/** `controls` within the bounds that any voice can follow, however often a word was said. */
export function clampStyle(controls: StyleControls): StyleControls {
  return {
    speedFactor: clamp(controls.speedFactor, 0.5, 2),
    pitchSemitones: clamp(controls.pitchSemitones, -6, 6),
    rangeFactor: clamp(controls.rangeFactor, 0.3, 1.3),
    gainDb: clamp(controls.gainDb, -20, 6),
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
