import type { StyleDegree, StyleWord } from "./style-controls.js";

/** What a direction may be meant of. */
export type StyleSubject = "speed" | "pitch" | "volume";

/** What one phrase of a style text means. */
export type StylePhrase =
  | { readonly kind: "control"; readonly word: StyleWord }
  /** Up or down, of what is said beside it; "higher" alone means the pitch, "increase" alone nothing. */
  | { readonly kind: "direction"; readonly up: boolean; readonly alone: boolean }
  | { readonly kind: "subject"; readonly subject: StyleSubject }
  | { readonly kind: "degree"; readonly degree: StyleDegree }
  /** Turns the word behind it into its opposite: "less", 别太. */
  | { readonly kind: "opposite" }
  | { readonly kind: "filler" }
  | { readonly kind: "break" };

/** What is not one of the controls by itself, but says of a subject where it is to go. */
const DIRECTIONS: readonly {
  readonly up: boolean;
  readonly alone: boolean;
  readonly phrases: string;
}[] = [
  { up: true, alone: true, phrases: "high higher 高 升高 提高 调高" },
  { up: false, alone: true, phrases: "low lower 低 降低 调低 放低" },
  {
    up: true,
    alone: false,
    phrases: "raise raised increase increased up 增加 增大 加大 提升",
  },
  {
    up: false,
    alone: false,
    phrases: "lowered reduce reduced decrease decreased down 减小 减少 减低",
  },
];

const CONTROLS: Readonly<Record<StyleWord, string>> = {
  slower:
    "slow slower slowly slowlier slow_down unhurried unhurriedly 慢 缓慢 慢慢 放慢 慢速 减慢 放缓 减速",
  faster:
    "fast faster quick quicker quickly rapid rapidly speed_up hurry 快 快速 加快 迅速 快快 加速 急促",
  higher: "high_pitched higher_pitched 高亢 高音 尖 尖细",
  lower: "deep deeper deeply low_pitched lower_pitched 低沉 深沉 低音 沉",
  livelier:
    "lively livelier animated expressive expressively energetic energetically vivid vividly 活泼 生动 有活力 有表现力 抑扬顿挫 起伏",
  calmer:
    "calm calmer calmly flat flatter monotone monotonous relaxed steady even 平静 冷静 沉稳 平淡 平稳 平缓 沉着 单调 平",
  louder: "loud louder loudly 大声 高声 响 响亮 洪亮 大",
  softer:
    "soft softer softly quiet quieter quietly gentle gently 小声 轻声 低声 轻 小 轻柔 柔和 压低声音 放低声音",
  whisper: "whisper whispers whispered whispering whisperingly 耳语 悄声 悄悄 悄悄话 气声 私语",
};

const SUBJECTS: Readonly<Record<StyleSubject, string>> = {
  speed: "pace speed rate tempo 语速 速度 节奏",
  pitch: "pitch tone 音调 语调 声调 音高 调 调子",
  volume: "volume loudness 音量",
};

const DEGREES: Readonly<Record<StyleDegree, string>> = {
  slight:
    "slightly bit little somewhat touch mildly 一点 一点儿 点 点儿 一些 些 稍微 稍 稍稍 有点 有点儿 略微 略",
  plain: "more rather quite fairly 更 更加 更为 比较 再 要 较 还要",
  strong:
    "much very far lot lots really extremely considerably way_more 很 非常 特别 十分 极 极其 得多 多 很多 太 超 尽量",
};

const OPPOSITES =
  "less not_so not_too not_that not_as 不要太 别太 不要那么 别那么 不那么 没那么 不太 不要这么 别这么";

const FILLERS =
  "a an the by please speak speaking spoken say saying it this that talk talking read reading be sound sounding with in at " +
  "to of on for as voice way style manner your make use using keep turn than usual normal but also too should it's 请 " +
  "用 以 的 地 得 说 讲 读 念 朗读 说话 讲话 声音 嗓音 声 一个 一种 语气 方式 音 来 你 把 让 我 使 请用 吧 些微 " +
  "普通话 国语";

/** Where a new clause begins: a degree or a subject before it does not reach beyond. */
const BREAKS = ", ; . ! / + & and 、 ， 。 ； ！ 并且 而且 和 又 并 且 也 以及 同时";

/** The longest phrase of the lexicon that is written without spaces, in characters. */
export const HAN_PHRASE_CHARS_MAX = 5;

/** The longest phrase of words with spaces between them, in words. */
export const PHRASE_WORDS_MAX = 2;

/**
 * Every phrase that a style text may consist of; lower case, words joined by one space. Of two meanings the later group
 * below counts.
 */
export const STYLE_LEXICON: ReadonlyMap<string, StylePhrase> = buildLexicon();

function buildLexicon(): Map<string, StylePhrase> {
  const lexicon = new Map<string, StylePhrase>();
  const add = (phrases: string, meaning: StylePhrase): void => {
    for (const phrase of phrases.split(" ")) lexicon.set(phrase.replaceAll("_", " "), meaning);
  };
  add(FILLERS, { kind: "filler" });
  add(BREAKS, { kind: "break" });
  add(OPPOSITES, { kind: "opposite" });
  for (const [degree, phrases] of Object.entries(DEGREES)) {
    add(phrases, { kind: "degree", degree: degree as StyleDegree });
  }
  for (const [subject, phrases] of Object.entries(SUBJECTS)) {
    add(phrases, { kind: "subject", subject: subject as StyleSubject });
  }
  for (const { phrases, up, alone } of DIRECTIONS) add(phrases, { kind: "direction", up, alone });
  for (const [word, phrases] of Object.entries(CONTROLS)) {
    add(phrases, { kind: "control", word: word as StyleWord });
  }
  return lexicon;
}
