import { open } from "node:fs/promises";
import { SottoError } from "@sotto/proto/error";
import { loadFrontEnd } from "./front-end.js";
import type { FrontEnd } from "./symbol-text.js";
import { USER_LEXICON_BYTES_MAX, UserLexicon } from "./user-lexicon.js";

/**
 * The front end with the user's own readings of words.
 * @param lexiconFile a file as {@link UserLexicon} describes it; none where absent.
 * @throws SottoError MODEL_UNUSABLE where the file can't be read, INVALID_FIELD where a line of it is malformed.
 */
export async function openFrontEnd(lexiconFile?: string): Promise<FrontEnd> {
  // Both languages now: the first listener of either would wait for what is loaded later.
  const preload = ["en", "zh"] as const;
  if (lexiconFile === undefined) return loadFrontEnd({ preload });
  return loadFrontEnd({ preload, lexicon: UserLexicon.parse(await readLexicon(lexiconFile)) });
}

/** One byte more than is allowed, so that a file that is too long is seen to be, whatever it really is. */
async function readLexicon(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const bytes = new Uint8Array(USER_LEXICON_BYTES_MAX + 1);
      let length = 0;
      while (length < bytes.length) {
        const { bytesRead } = await file.read(bytes, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return bytes.subarray(0, length);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new SottoError("MODEL_UNUSABLE", `The lexicon ${path} can't be read (${code}).`, {
      field: "lexicon",
      limit: "a file that can be read",
    });
  }
}
