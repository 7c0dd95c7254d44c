import { readFileSync } from "node:fs";

const FOLDER = new URL("../../../test/fixtures/voice-v0/", import.meta.url);

/** A reference array of float32, `name` as in the fixtures' folder. */
export function floatFixture(name: string): Float32Array {
  return new Float32Array(alignedBytes(name));
}

/** A reference array of int32. */
export function intFixture(name: string): Int32Array {
  return new Int32Array(alignedBytes(name));
}

function alignedBytes(name: string): ArrayBuffer {
  return new Uint8Array(readFileSync(new URL(name, FOLDER))).buffer;
}
