import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { modelUnusable } from "../manifest/model-unusable.js";
import { int8Bytes, writeInt8 } from "./int8-weights.js";
import type { KokoroContract, WeightPlan, WeightSlice } from "./kokoro-contract.js";

const REFETCH = "fetch the model again: npx sotto models pull kokoro-82m";

/** A file of the user's folder. Voices are read while clients wait, who mustn't learn where the folder is. */
interface PublishedFile {
  readonly path: string;
  /** The error about this file for `what` is wrong with it. */
  readonly unusable: (what: string, cause?: unknown) => Error;
}

/**
 * Kokoro as its author published it, in a folder of the user's: `kokoro-fp32.onnx` and `voices/NAME.bin`. Nothing in it
 * is trusted: whatever is handed out has the hash that our package lists, taken of the very bytes that are handed out.
 */
export class PublishedFiles {
  readonly #dir: string;
  readonly #contract: KokoroContract;

  constructor(dir: string, contract: KokoroContract) {
    this.#dir = dir;
    this.#contract = contract;
  }

  /**
   * The weights of one graph: slices of the published file in one buffer, some made int8. The caller owns it.
   * @throws SottoError MODEL_UNUSABLE where the file is missing, a link, or altered.
   */
  async weights(plan: WeightPlan): Promise<Uint8Array<ArrayBuffer>> {
    const { file: name, bytes } = this.#contract.published;
    const published = weightsFile(join(this.#dir, name));
    return withFile(published, bytes, async (file) => {
      const buffer = new Uint8Array(plan.bytes);
      let at = 0;
      for (const slice of plan.slices) at += await readSlice(file, published, slice, buffer, at);
      return checked(buffer, published, plan.sha256);
    });
  }

  /**
   * The style rows of a voice, [rows, 256].
   * @throws SottoError MODEL_UNUSABLE where its file is missing, a link, or altered; names the voice, not the folder.
   */
  async voiceRows(voice: string): Promise<Float32Array> {
    const sha256 = this.#contract.voices.get(voice);
    if (sha256 === undefined) throw new Error("Cannot read a voice that the contract doesn't list");
    const bytes = this.#contract.voiceRows * STYLE_BYTES;
    const published = voiceFile(this.#dir, voice);
    const buffer = await withFile(published, bytes, async (file) => {
      const rows = new Uint8Array(bytes);
      await readExactly(file, published, rows, 0);
      return checked(rows, published, sha256);
    });
    return new Float32Array(buffer.buffer);
  }
}

/** Bytes of one style row: 256 float32, little-endian as every machine that Sotto runs on. */
const STYLE_BYTES = 256 * 4;

async function withFile<T>(
  { path, unusable }: PublishedFile,
  bytes: number,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> {
  let file: FileHandle;
  try {
    // O_NONBLOCK: opening a FIFO that somebody put there must not wait for its writer.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw unusable("is missing or can't be opened (links are not followed)", error);
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw unusable("is no regular file");
    if (stat.size !== bytes) throw unusable(`has ${stat.size} bytes where ${bytes} are right`);
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Puts one slice into `buffer` at `at`; gives how many bytes it takes there. */
async function readSlice(
  file: FileHandle,
  published: PublishedFile,
  slice: WeightSlice,
  buffer: Uint8Array<ArrayBuffer>,
  at: number,
): Promise<number> {
  const [offset, length, batches, inputs = 0, outputs = 0, transposed] = slice;
  if (batches === undefined) {
    await readExactly(file, published, buffer.subarray(at, at + length), offset);
    return length;
  }
  const shape = { batches, inputs, outputs, transposed: transposed === 1 };
  const raw = new Uint8Array(length);
  await readExactly(file, published, raw, offset);
  const bytes = int8Bytes(shape);
  writeInt8(new Float32Array(raw.buffer), shape, buffer.subarray(at, at + bytes));
  return bytes;
}

async function readExactly(
  file: FileHandle,
  published: PublishedFile,
  target: Uint8Array,
  position: number,
): Promise<void> {
  let at = 0;
  while (at < target.length) {
    const { bytesRead } = await file.read(target, at, target.length - at, position + at);
    if (bytesRead === 0) throw published.unusable("ends too early");
    at += bytesRead;
  }
}

function checked(
  buffer: Uint8Array<ArrayBuffer>,
  published: PublishedFile,
  sha256: string,
): Uint8Array<ArrayBuffer> {
  if (createHash("sha256").update(buffer).digest("hex") !== sha256) {
    throw published.unusable("is not the published file (its SHA-256 differs)");
  }
  return buffer;
}

function weightsFile(path: string): PublishedFile {
  const unusable = (what: string, cause?: unknown): Error =>
    modelUnusable(
      `The model file ${path} ${what}. To mend it, ${REFETCH}.`,
      `${path} ${what}`,
      cause,
    );
  return { path, unusable };
}

function voiceFile(dir: string, voice: string): PublishedFile {
  const name = `voices/${voice}.bin`;
  const unusable = (what: string, cause?: unknown): Error =>
    modelUnusable(
      `The voice ${voice} of kokoro-82m can't be used: its file ${name} ${what}. ` +
        `Choose another voice, or, on the machine that speaks, ${REFETCH}.`,
      `${name} ${what}`,
      cause,
    );
  return { path: join(dir, name), unusable };
}
