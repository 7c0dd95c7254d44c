import type { SymbolText, SymbolWord } from "../symbol-text.js";
import type { ReadToken } from "./token-reader.js";

/** Puts read tokens together; what was read from one stretch of text (a date), and a compound, becomes one word. */
export function assemble(read: readonly ReadToken[]): SymbolText {
  let symbols = "";
  const words: SymbolWord[] = [];
  for (const { token, symbols: said } of read) {
    if (said === "") continue;
    if (token.space && symbols !== "") symbols += " ";
    const symbolStart = symbols.length;
    symbols += said;
    if (token.kind === "mark") continue;
    const word = {
      textStart: token.start,
      textEnd: token.end,
      symbolStart,
      symbolEnd: symbols.length,
    };
    const last = words.at(-1);
    const sameText = last?.textStart === token.start && last.textEnd === token.end;
    if (last !== undefined && (sameText || token.glued)) {
      words[words.length - 1] = { ...last, textEnd: token.end, symbolEnd: symbols.length };
    } else words.push(word);
  }
  return { symbols, words };
}
