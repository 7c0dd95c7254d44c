import { readFileSync } from "node:fs";

const FOLDER = new URL("../../../test/fixtures/prompts/", import.meta.url);

/** What the training's own ears make of a recorded prompt. */
export interface PromptReference {
  readonly embedding: readonly number[];
  readonly windows: number;
  readonly medianHz: number;
  readonly peaksPerSecond: number;
}

/** The readers of the recorded prompts. */
export type Reader = "man" | "woman";

/** Five seconds of speech at 16 kHz. */
export function recordedPrompt(reader: Reader): Float32Array {
  const bytes = readFileSync(new URL(`${reader}.mulaw`, FOLDER));
  return Float32Array.from(bytes, (byte) => {
    const y = byte / 127.5 - 1;
    return (Math.sign(y) * (256 ** Math.abs(y) - 1)) / 255;
  });
}

/** What is known of a recorded prompt. */
export function promptReference(reader: Reader): PromptReference {
  const text = readFileSync(new URL("reference.json", FOLDER), "utf8");
  return (JSON.parse(text) as Record<Reader, PromptReference>)[reader];
}
