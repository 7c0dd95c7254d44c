import { once } from "node:events";
import type { Writable } from "node:stream";
import type { AudioChunk } from "@sotto/proto";
import type { PcmFormat } from "../pcm-format.js";
import { FileSink } from "../playback/file-sink.js";
import type { OutputPosition, SpeechOutput } from "./speech-output.js";

const NO_FORMAT: PcmFormat = { encoding: "s16le", sampleRateHz: 24_000, channels: 1 };

/**
 * Encoded sound into a file, byte for byte as the server sends it. The file is begun at the first sound, gets its name
 * when it is closed, and keeps what came of speech that was cut short: the same rules as for PCM, by the same sink.
 */
export class BytesFileOutput implements SpeechOutput {
  readonly live = false;
  readonly #file: FileSink;
  #samples = 0;

  constructor(path: string) {
    // Raw: no header is written, and the format is nobody's concern.
    this.#file = new FileSink(path, NO_FORMAT, "raw");
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  async write(chunk: AudioChunk): Promise<void> {
    await this.#file.open();
    await this.#file.write(chunk.audio);
    this.#samples = chunk.sampleOffset + chunk.samples;
  }

  endUtterance(): void {
    // A file has no silence between utterances.
  }

  async interrupt(): Promise<OutputPosition> {
    return Promise.resolve(this.position());
  }

  async finish(): Promise<OutputPosition> {
    await this.#file.close();
    return this.position();
  }

  position(): OutputPosition {
    return written(this.#samples);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
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
    await writeAll(this.#pipe, chunk.audio);
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

async function writeAll(to: Writable, bytes: Uint8Array): Promise<void> {
  if (!to.write(bytes)) await once(to, "drain");
}
