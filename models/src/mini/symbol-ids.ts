import type { VoiceInfo } from "./voice-info.js";

/** The symbols of a sentence as the text graph takes them. */
export interface SymbolIds {
  /** Ids with a pad at both ends. */
  readonly ids: Int32Array;
  /**
   * For each symbol, and at the end for the place behind the last one, the index in {@link SymbolIds.ids} at which it
   * stands. A symbol that the voice doesn't know has none: it shares that of the next.
   */
  readonly idOfSymbol: Int32Array;
}

/** Looks the ids of `symbols` up; what the voice doesn't know is left out, as in training. */
export function symbolIds(symbols: string, info: VoiceInfo): SymbolIds {
  const ids = [info.padId];
  const idOfSymbol = new Int32Array(symbols.length + 1);
  for (let i = 0; i < symbols.length; i++) {
    idOfSymbol[i] = ids.length;
    const id = info.symbols.get(symbols.charAt(i));
    if (id !== undefined) ids.push(id);
  }
  idOfSymbol[symbols.length] = ids.length;
  ids.push(info.padId);
  return { ids: Int32Array.from(ids), idOfSymbol };
}
