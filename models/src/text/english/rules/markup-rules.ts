import { markupNotSpoken } from "../../unspeakable.js";
import type { ReadingRule } from "./reading-rule.js";
import { plainRule } from "./reading-rule.js";

/**
 * Elements of SSML 1.1 (W3C, 2010). They are instructions: to read them aloud would be wrong, and to drop them would
 * silently ignore what was asked for, so that they are refused. Other tags (HTML, which shares the names `sub`, `audio`
 * and `mark`) are dropped.
 */
const SSML =
  "speak|voice|prosody|break|say-as|phoneme|emphasis|sub\\s+alias|audio\\s+src|mark\\s+name|lang|token|w|lexicon|lookup|metadata|amazon:[a-z-]+|mstts:[a-z-]+";

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "and",
  lt: "less than",
  gt: "greater than",
};

const ssml: ReadingRule = {
  pattern: new RegExp(`</?(?:${SSML})(?![A-Za-z0-9])`, "uy"),
  read: () => {
    throw markupNotSpoken();
  },
};

const droppedTag: ReadingRule = {
  pattern: /<(?:!--[^<>]*-->|[/!?]?[A-Za-z][^<>]*>)/uy,
  read: (_match, { tokens }) => {
    tokens.blank();
    return true;
  },
};

const entity = plainRule(
  /&(amp|lt|gt|quot|apos|nbsp);/uy,
  (match) => ENTITIES[match[1] ?? ""] ?? "",
);

/** Rules for what is written in brackets and is no text. */
export const MARKUP_RULES: readonly ReadingRule[] = [ssml, droppedTag, entity];
