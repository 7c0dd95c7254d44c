import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { AudioChunk } from "@sotto/proto";
import type { OutputPosition, SpeechOutput } from "./speech-output.js";

/**
 * Encoded sound into a file, byte for byte as the server sends it. The file gets its name when it is complete, so that
 * half a file never looks like a whole one.
 */
export class BytesFileOutput implements SpeechOutput {
  readonly live = false;
  readonly #path: string;
  readonly #partPath: string;
  #file: WriteStream | undefined;
  #failure: Error | undefined;
  #samples = 0;
  #complete = false;

  constructor(path: string) {
    this.#path = path;
    this.#partPath = `${path}.${process.pid}.part`;
  }

  async start(): Promise<void> {
    this.#file = createWriteStream(this.#partPath);
    this.#file.on("error", (error) => {
      this.#failure = withPath(error, this.#path);
    });
    try {
      await once(this.#file, "open");
    } catch (error) {
      throw withPath(error, this.#path);
    }
  }

  async write(chunk: AudioChunk): Promise<void> {
    if (this.#file !== undefined) await writeAll(this.#file, chunk.audio, () => this.#failure);
    this.#samples = chunk.sampleOffset + chunk.samples;
  }

  endUtterance(): void {
    // A file has no silence between utterances.
  }

  async interrupt(): Promise<OutputPosition> {
    return Promise.resolve(this.position());
  }

  async finish(): Promise<OutputPosition> {
    if (this.#file !== undefined) {
      try {
        await finished(this.#file.end());
        await rename(this.#partPath, this.#path);
      } catch (error) {
        throw withPath(error, this.#path);
      }
      this.#complete = true;
    }
    return this.position();
  }

  position(): OutputPosition {
    return written(this.#samples);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#complete || this.#file === undefined) return;
    this.#file.destroy();
    await rm(this.#partPath, { force: true });
  }
}

/** Encoded sound to a pipe, byte for byte; the pipe stays its owner's. */
export class BytesPipeOutput implements SpeechOutput {
  readonly live = false;
  readonly #pipe: Writable;
  #samples = 0;

  constructor(pipe: Writable) {
    this.#pipe = pipe;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  async write(chunk: AudioChunk): Promise<void> {
    await writeAll(this.#pipe, chunk.audio, () => undefined);
    this.#samples = chunk.sampleOffset + chunk.samples;
  }

  endUtterance(): void {
    // A pipe has no silence between utterances.
  }

  interrupt(): Promise<OutputPosition> {
    return Promise.resolve(this.position());
  }

  finish(): Promise<OutputPosition> {
    return Promise.resolve(this.position());
  }

  position(): OutputPosition {
    return written(this.#samples);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The pipe is not ours to close.
  }
}

function written(playedSamples: number): OutputPosition {
  return { playedSamples, bufferedMs: 0, underruns: 0, underrunMs: 0 };
}

async function writeAll(
  to: Writable,
  bytes: Uint8Array,
  failure: () => Error | undefined,
): Promise<void> {
  const before = failure();
  if (before !== undefined) throw before;
  if (to.write(bytes)) return;
  try {
    await once(to, "drain");
  } catch (error) {
    throw failure() ?? error;
  }
}

/** `error` with the file's name in place of the temporary one. */
function withPath(error: unknown, path: string): Error {
  return Object.assign(error instanceof Error ? error : new Error(String(error)), { path });
}
