import { isAbsolute, resolve } from "node:path";
import type { CatalogueFile } from "./catalogue.js";
import type { Environment } from "./npm-settings.js";
import type { PullTools } from "./pull-tools.js";
import type { Staging } from "./staging.js";
import { StoreError } from "./store-error.js";

/** Where files may come from: the npm registry of the user's settings, a web address, or a folder. */
export type SourceSpec =
  | { readonly kind: "npm"; readonly environment: Environment; readonly cwd: string }
  | { readonly kind: "url"; readonly base: URL }
  | { readonly kind: "folder"; readonly path: string };

/** What a source is asked for. */
export interface SourceJob {
  readonly staging: Staging;
  /** The files that are not there yet. */
  readonly missing: readonly CatalogueFile[];
  readonly tools: PullTools;
}

/** The sources that one pull may try, at most. */
const SOURCES_MAX = 10;

/**
 * Reads a list of sources, separated by commas: `npm`, a base address that holds the files under their names, or a folder
 * (with a slash at its end, or in it, where its name is `npm`).
 * @param place the environment that npm's settings are read from, and the folder that paths begin at.
 * @throws StoreError badSource.
 */
export function parseSources(
  list: string,
  place: { readonly environment: Environment; readonly cwd: string },
): readonly SourceSpec[] {
  const words = list.split(",").map((word) => word.trim());
  if (words.length > SOURCES_MAX || words.includes("")) {
    throw new StoreError(
      "badSource",
      `Sources are 1 to ${SOURCES_MAX} of npm, an https:// address and a folder, separated by commas; received "${list}".`,
    );
  }
  return words.map((word) => parseSource(word, place));
}

function parseSource(
  word: string,
  { environment, cwd }: { readonly environment: Environment; readonly cwd: string },
): SourceSpec {
  if (word === "npm") return { kind: "npm", environment, cwd };
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(word)) {
    return { kind: "folder", path: isAbsolute(word) ? word : resolve(cwd, word) };
  }
  const base = URL.canParse(word) ? new URL(word) : undefined;
  if (base?.protocol !== "https:" && base?.protocol !== "http:") {
    throw new StoreError("badSource", `"${word}" is no web address: it begins with https://.`);
  }
  // Names are put behind the last slash.
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return { kind: "url", base };
}
