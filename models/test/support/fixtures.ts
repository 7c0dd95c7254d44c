import { readFileSync } from "node:fs";

const FOLDER = new URL("../../../test/fixtures/mini/", import.meta.url);

/** A sentence of the reference arrays: `en` or `zh`. */
export interface ReferenceSentence {
  readonly name: string;
  readonly voice: string;
  readonly symbols: string;
}

/** The sentences that `python -m sotto_voice reference` has spoken. */
export function referenceSentences(): ReferenceSentence[] {
  const text = readFileSync(new URL("reference.json", FOLDER), "utf8");
  const listed = JSON.parse(text) as Record<string, Omit<ReferenceSentence, "name">>;
  return Object.entries(listed).map(([name, { voice, symbols }]) => ({ name, voice, symbols }));
}

/** A reference array of float32, for example `en-audio`. */
export function floatFixture(name: string): Float32Array {
  return new Float32Array(alignedBytes(name));
}

/** A reference array of int32. */
export function intFixture(name: string): Int32Array {
  return new Int32Array(alignedBytes(name));
}

function alignedBytes(name: string): ArrayBuffer {
  return new Uint8Array(readFileSync(new URL(`${name}.bin`, FOLDER))).buffer;
}
