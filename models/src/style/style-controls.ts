/** The words of `parseStyle` that any voice can follow, in the order in which they are listed to people. */
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

/** All words that `parseStyle` knows: those that only some voices have stand at the end. */
export const ALL_STYLE_WORDS = [...STYLE_WORDS, "whisper"] as const;

/** A word that a style may ask for. */
export type StyleWord = (typeof ALL_STYLE_WORDS)[number];

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
  whisper: "耳语",
};

/** What "less" of each word is; nothing for a whisper. */
export const OPPOSITE_WORDS: Readonly<Partial<Record<StyleWord, StyleWord>>> = {
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
  /** Speech without voice. */
  readonly whisper: boolean;
}

/** Controls that change nothing. */
export const NEUTRAL_STYLE: StyleControls = {
  speedFactor: 1,
  pitchSemitones: 0,
  rangeFactor: 1,
  gainDb: 0,
  whisper: false,
};

/** How strongly a style word is meant. */
export type StyleDegree = "slight" | "plain" | "strong";

/**
 * What each word does by degree. Chosen so that `slight` is just clearly heard and `strong` stays within what the
 * judges of speech hold for as good as no style at all: pitch 4 semitones down or up, its movement 0.5 to 1.6.
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
    slight: { rangeFactor: 1.2 },
    plain: { rangeFactor: 1.4 },
    strong: { rangeFactor: 1.65 },
  },
  calmer: {
    slight: { rangeFactor: 0.8 },
    plain: { rangeFactor: 0.65 },
    strong: { rangeFactor: 0.45 },
  },
  louder: { slight: { gainDb: 1.5 }, plain: { gainDb: 3 }, strong: { gainDb: 6 } },
  softer: { slight: { gainDb: -2 }, plain: { gainDb: -5 }, strong: { gainDb: -10 } },
  whisper: { slight: { whisper: true }, plain: { whisper: true }, strong: { whisper: true } },
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
    whisper: controls.whisper || (effect.whisper ?? false),
  };
}

/** `controls` within the bounds that any voice can follow, however often a word was said. */
export function clampStyle(controls: StyleControls): StyleControls {
  return {
    speedFactor: clamp(controls.speedFactor, 0.5, 2),
    pitchSemitones: clamp(controls.pitchSemitones, -6, 6),
    rangeFactor: clamp(controls.rangeFactor, 0.3, 1.7),
    gainDb: clamp(controls.gainDb, -20, 6),
    whisper: controls.whisper,
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
