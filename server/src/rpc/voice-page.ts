import { SottoError } from "@sotto/proto";
import type { KnownVoice } from "../voices/voice-registry.js";

const PAGE_SIZE_DEFAULT = 50;
const PAGE_SIZE_MAX = 500;
const TOKEN_PATTERN = /^(b|r)(.{1,64})$/;

/** A page of a list of voices. */
export interface VoicePage {
  readonly voices: readonly KnownVoice[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/**
 * The page of `voices` that follows `pageToken`. A token names the last voice of the page before it, so that voices made
 * or deleted in between neither repeat nor hide others.
 *
 * @param voices The models' own in a fixed order, then the registered ones by name.
 * @throws SottoError INVALID_FIELD.
 */
export function voicePage(
  voices: readonly KnownVoice[],
  pageSize: number,
  pageToken: string,
): VoicePage {
  if (pageSize > PAGE_SIZE_MAX) {
    throw SottoError.invalidField(
      "page_size",
      `at most ${PAGE_SIZE_MAX}; 0 takes ${PAGE_SIZE_DEFAULT}`,
    );
  }
  const keyed = voices.map((voice, index) => ({ voice, key: keyOf(voice, index) }));
  const after = pageToken === "" ? "" : readToken(pageToken);
  const rest = keyed.filter(({ key }) => key > after);
  const page = rest.slice(0, pageSize === 0 ? PAGE_SIZE_DEFAULT : pageSize);
  const last = page.at(-1);
  const more = last !== undefined && page.length < rest.length;
  return {
    voices: page.map(({ voice }) => voice),
    nextPageToken: more ? Buffer.from(last.key, "utf8").toString("base64url") : "",
  };
}

const INDEX_DIGITS = 8;

/** Sorts as the list does: the models' own ("b") by their place, then the registered ones ("r") by name. */
function keyOf(voice: KnownVoice, index: number): string {
  return voice.kind === "builtIn"
    ? `b${String(index).padStart(INDEX_DIGITS, "0")}`
    : `r${voice.record.name}`;
}

function readToken(token: string): string {
  const key = Buffer.from(token, "base64url").toString("utf8");
  if (TOKEN_PATTERN.test(key)) return key;
  throw SottoError.invalidField("page_token", "the next_page_token of an answer of this server");
}
