import { SottoError } from "@sotto/proto/error";
import { ALL_STYLE_WORDS, STYLE_WORDS_ZH } from "./style-controls.js";

/** What people ask of voices that ours can't do; only the kind is told, the text is never quoted. */
const KINDS: readonly { readonly of: RegExp; readonly en: string; readonly zh: string }[] = [
  {
    of: /accent|dialect|方言|口音|腔|[川东北粤沪京吴闽湘津陕]\S{0,2}话|白话|粤语|闽南语|客家|上海话|cantonese|hokkien|shanghainese/iu,
    en: "The voice speaks no accents or dialects.",
    zh: "这个声音不会方言或口音。",
  },
  {
    of: /whisper|breath|耳语|悄|气声|私语/iu,
    en: "The voice can't whisper.",
    zh: "这个声音不会耳语。",
  },
  {
    of: /happ|sad|ang(ry|er)|cheer|excit|emotion|fear|scared|joy|laugh|cry|sarcas|开心|高兴|快乐|悲|伤心|难过|生气|愤怒|激动|兴奋|害怕|惊|哭|笑|情绪|感情|温柔/iu,
    en: "The voice has no emotions of its own to put on.",
    zh: "这个声音不能表演情绪。",
  },
  {
    of: /\b(like|as) (an? |the )|imitat|impersonat|character|模仿|像|扮/iu,
    en: "The voice can't imitate anyone.",
    zh: "这个声音不能模仿别人。",
  },
];

const OTHERWISE = { en: "The voice can't do this style.", zh: "这个声音做不到这种风格。" };

/**
 * The UNSUPPORTED_STYLE error for a style text, in Chinese for one with Chinese characters and else in English. It lists
 * the words of `styles` that there are.
 */
export function unsupportedStyle(text: string, styles: readonly string[]): SottoError {
  const known = ALL_STYLE_WORDS.filter((word) => styles.includes(word));
  const isChinese = /\p{Script=Han}/u.test(text);
  if (known.length === 0) {
    const message = isChinese
      ? "这个声音没有风格可选，请把 style 留空。"
      : "This voice takes no style; leave it empty.";
    return refusal(message, "empty");
  }
  const what = KINDS.find(({ of }) => of.test(text)) ?? OTHERWISE;
  const list = known.join(", ");
  const message = isChinese
    ? `${what.zh}它可以：${known.map((word) => STYLE_WORDS_ZH[word]).join("、")}（${list}）；前面可以加“稍微”或“非常”。`
    : `${what.en} It can: ${list}; each also with "a bit" or "much".`;
  return refusal(message, `words of: ${list}`);
}

/** The UNSUPPORTED_STYLE error for a style that asks a whisper to have a pitch. */
export function whisperHasNoPitch(text: string): SottoError {
  const message = /\p{Script=Han}/u.test(text)
    ? "耳语没有音高：请去掉更高、更低沉、更活泼或更平静。"
    : "A whisper has no pitch: leave higher, lower, livelier and calmer out.";
  return refusal(message, "whisper with slower, faster, louder or softer only");
}

function refusal(message: string, limit: string): SottoError {
  return new SottoError("UNSUPPORTED_STYLE", message, { field: "config.style", limit });
}
