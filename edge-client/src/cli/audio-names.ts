import { AudioEncoding, MarkKind, PromptVerdict } from "@sotto/proto";

/** The encodings by the names that `--encoding` takes. */
export const ENCODINGS: Readonly<Record<string, AudioEncoding>> = {
  linear16: AudioEncoding.LINEAR16,
  float32: AudioEncoding.FLOAT32,
  mulaw: AudioEncoding.MULAW,
  alaw: AudioEncoding.ALAW,
  "ogg-opus": AudioEncoding.OGG_OPUS,
};

/** The kinds of marks by the names that `--marks` takes. */
export const MARK_KINDS: Readonly<Record<string, MarkKind>> = {
  word: MarkKind.WORD,
  phoneme: MarkKind.PHONEME,
};

const VERDICTS: readonly (readonly [PromptVerdict, string])[] = [
  [PromptVerdict.GOOD, "good"],
  [PromptVerdict.SHORT, "short: 3 seconds of speech are better"],
  [PromptVerdict.NOISY, "noisy: record it closer, or in a quieter place"],
  [PromptVerdict.CLIPPED, "clipped: record it more quietly"],
  [PromptVerdict.QUIET, "quiet: record it closer, or louder"],
];

/** The name of an encoding. */
export function encodingName(encoding: AudioEncoding): string {
  return nameIn(ENCODINGS, encoding);
}

/** The name of a kind of marks. */
export function markKindName(kind: MarkKind): string {
  return nameIn(MARK_KINDS, kind);
}

/** What a verdict on a prompt means, with what to do about it. */
export function verdictText(verdict: PromptVerdict): string {
  return VERDICTS.find(([value]) => value === verdict)?.[1] ?? "unknown";
}

/** The one word for a verdict on a prompt. */
export function verdictName(verdict: PromptVerdict): string {
  return verdictText(verdict).split(":")[0] ?? "unknown";
}

function nameIn<T>(names: Readonly<Record<string, T>>, value: T): string {
  return Object.entries(names).find(([, candidate]) => candidate === value)?.[0] ?? "unknown";
}
