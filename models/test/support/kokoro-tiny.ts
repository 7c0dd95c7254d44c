import { fileURLToPath } from "node:url";
import type { SegmentSpec } from "../../src/engine.js";
import { KokoroEngine } from "../../src/kokoro/kokoro-engine.js";
import type { FrontEnd, SymbolWord } from "../../src/text/symbol-text.js";

/** The tiny model's folders. */
export const TINY_DIR = fileURLToPath(
  new URL("../../../test/fixtures/kokoro-tiny/", import.meta.url),
);

/** Reads a text of Kokoro's symbols as itself; words are what stands between spaces. */
export const SPELLED: FrontEnd = {
  read: (text) => {
    const words = Array.from(text.matchAll(/[^ .,]+/g), ({ index, 0: word }): SymbolWord => {
      const end = index + word.length;
      return { textStart: index, textEnd: end, symbolStart: index, symbolEnd: end };
    });
    return { symbols: text, words };
  },
};

/** Loads the tiny model; the caller closes it. */
export function loadTiny(weightsDir = `${TINY_DIR}weights`): Promise<KokoroEngine> {
  return KokoroEngine.load({
    weightsDir,
    decoder: "full",
    frontEnd: SPELLED,
    graphsDir: `${TINY_DIR}graphs`,
  });
}

/** A segment of the tiny model's voice `ann` with nothing special. */
export function tinySegment(text: string, change: Partial<SegmentSpec> = {}): SegmentSpec {
  const voice = { kind: "builtIn", name: "ann" } as const;
  return { text, voice, style: "", speed: 1, seed: 1, segmentIndex: 0, ...change };
}
