import { unknownSymbolAt } from "./symbol-vocabulary.js";
import { unspeakable } from "./unspeakable.js";

/** A stretch of a text: plain, or `[[symbols]]` that are spoken as they are. */
export interface InlineStretch {
  readonly kind: "text" | "symbols";
  /** Where it stands in the text, brackets included. */
  readonly start: number;
  readonly end: number;
  /** The symbols without brackets and outer spaces; empty for plain text. */
  readonly symbols: string;
}

/**
 * Parts `[[symbols]]` from the text around it. Linear in the text's length.
 * @throws SottoError UNSPEAKABLE_TEXT where a bracket isn't closed, or holds nothing that sounds or what isn't one of
 * Kokoro's symbols.
 */
export function inlineStretches(text: string): InlineStretch[] {
  const stretches: InlineStretch[] = [];
  let at = 0;
  const plain = (end: number) => {
    if (end > at) stretches.push({ kind: "text", start: at, end, symbols: "" });
  };
  for (let open = text.indexOf("[["); open >= 0; open = text.indexOf("[[", at)) {
    const close = text.indexOf("]]", open + 2);
    if (close < 0) throw malformed("[[ closed by ]]");
    const symbols = text.slice(open + 2, close).trim();
    check(symbols);
    plain(open);
    at = close + 2;
    stretches.push({ kind: "symbols", start: open, end: at, symbols });
  }
  plain(text.length);
  return stretches;
}

function check(symbols: string): void {
  if (unknownSymbolAt(symbols) >= 0) throw malformed("[[…]] with Kokoro's symbols only");
  if (!/\p{L}/u.test(symbols)) throw malformed("[[…]] with at least one sound");
}

function malformed(limit: string): Error {
  return unspeakable(
    "Symbols in [[…]] must be of Kokoro's alphabet (IPA), closed by ]], with a sound among them: [[həlˈO]].",
    limit,
  );
}
