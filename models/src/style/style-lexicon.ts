import type { StyleDegree, StyleWord } from "./style-controls.js";

/** What one phrase of a style text means. */
export type StylePhrase =
  | { readonly kind: "control"; readonly word: StyleWord }
  | { readonly kind: "degree"; readonly degree: StyleDegree }
  | { readonly kind: "filler" }
  | { readonly kind: "break" };

const CONTROLS: Record<StyleWord, string> = {
  slower: "slow slower slowly slowlier 慢 缓慢 慢慢 放慢",
  faster: "fast faster quick quicker quickly rapid rapidly 快 快速 加快 迅速",
  higher: "high higher 高 升高 提高",
  lower: "low lower deep deeper deeply 低 低沉 降低",
  livelier:
    "lively livelier animated expressive expressively lively energetic energetically excited excitedly 活泼 生动 兴奋 有活力",
  calmer: "calm calmer calmly flat flatter monotone relaxed 平静 冷静 沉稳 平淡",
  louder: "loud louder loudly 大声 响 响亮 大",
  softer: "soft softer softly quiet quieter quietly 小声 轻声 轻 小",
};

const DEGREES: Record<StyleDegree, string> = {
  slight: "slightly bit little somewhat 一点 一点儿 点 点儿 一些 些 稍微 稍 有点 有点儿 略微 略",
  plain: "more rather quite 更 更加 比较 再 要",
  strong: "much very far lot really extremely 很 非常 特别 十分 极 得多 太 超",
};

const FILLERS =
  "a an the by please speak speaking say it this that talk read be sound with in at to of voice tone pitch pace " +
  "speed rate volume your down and make way style as than usual manner but also too 请 用 的 地 得 说 讲 读 说话 讲话 声音 语速 语调 " +
  "音调 音量 速度 声 一个 语气 调 音 并 且 也 来 你 把 让 和 又";

/** Where a new clause begins: a degree before it does not reach beyond. */
const BREAKS = ", ; . ! / + & and 、 ， 。 ； ！ 并且 而且 和 又";

/** The longest phrase of the lexicon that is written without spaces, in characters. */
export const HAN_PHRASE_CHARS_MAX = 4;

/** Every phrase that a style text may consist of; lower case. */
export const STYLE_LEXICON: ReadonlyMap<string, StylePhrase> = buildLexicon();

function buildLexicon(): Map<string, StylePhrase> {
  const lexicon = new Map<string, StylePhrase>();
  for (const phrase of FILLERS.split(" ")) lexicon.set(phrase, { kind: "filler" });
  for (const phrase of BREAKS.split(" ")) lexicon.set(phrase, { kind: "break" });
  for (const [degree, phrases] of Object.entries(DEGREES)) {
    for (const phrase of phrases.split(" ")) {
      lexicon.set(phrase, { kind: "degree", degree: degree as StyleDegree });
    }
  }
  for (const [word, phrases] of Object.entries(CONTROLS)) {
    for (const phrase of phrases.split(" ")) {
      lexicon.set(phrase, { kind: "control", word: word as StyleWord });
    }
  }
  return lexicon;
}
