import { ByteQueue } from "./byte-queue.js";
import { PcmReader } from "./pcm-reader.js";
import { PROMPT_BYTES_MAX, unusablePrompt } from "./prompt-limits.js";
import type { PromptSound, PromptSource } from "./prompt-source.js";
import { parseWavFormat, type WavFormat } from "./wav-format.js";

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;

/** The longest `fmt ` chunk that is read; those in use have at most 40 bytes. */
const FORMAT_CHUNK_BYTES_MAX = 1024;

/** Where the reader is: what comes next, and how many bytes of it are still to come. */
type State =
  | { readonly at: "riff" | "chunk" }
  | { readonly at: "format"; readonly bytes: number }
  | { readonly at: "skip"; readonly bytes: number }
  | { readonly at: "data"; readonly bytes: number }
  | { readonly at: "trailer" };

/**
 * Reads a RIFF/WAVE file while it arrives. A data chunk of size 0 or beyond what a prompt may have was written by a
 * recorder that did not know its end, and goes on to the end of the file; any other must be there in full. Chunks after
 * the data are not looked at.
 */
export class WavPromptSource implements PromptSource {
  readonly #queue = new ByteQueue();
  #state: State = { at: "riff" };
  #format: WavFormat | undefined;
  #reader: PcmReader | undefined;

  *read(bytes: Uint8Array): Iterable<PromptSound> {
    this.#queue.push(bytes);
    while (this.#queue.length > 0 && this.#state.at !== "data" && this.#state.at !== "trailer") {
      if (!this.#readHeader(this.#state)) return;
    }
    if (this.#state.at === "data") yield this.#readData(this.#state.bytes);
    if (this.#state.at === "trailer") this.#queue.takeUpTo(this.#queue.length);
  }

  end(): Iterable<PromptSound> {
    if (this.#reader === undefined) throw unusablePrompt("a WAVE file with a data chunk");
    if (this.#state.at === "data" && this.#state.bytes !== Infinity) {
      throw unusablePrompt("a WAVE file whose data is as long as its header says");
    }
    if (this.#reader.restBytes > 0) throw unusablePrompt("a whole number of frames long");
    return [];
  }

  close(): void {
    // Nothing native.
  }

  /** Reads what comes next before the data; false where more bytes are needed for it. */
  #readHeader(state: Exclude<State, { at: "data" | "trailer" }>): boolean {
    switch (state.at) {
      case "riff":
        return this.#readRiff();
      case "chunk":
        return this.#readChunkHeader();
      case "format":
        return this.#readFormat(state.bytes);
      case "skip": {
        const bytes = state.bytes - this.#queue.takeUpTo(state.bytes).length;
        this.#state = bytes === 0 ? { at: "chunk" } : { at: "skip", bytes };
        return true;
      }
    }
  }

  #readRiff(): boolean {
    const header = this.#queue.take(RIFF_HEADER_BYTES);
    if (header === undefined) return false;
    const kind = header.toString("latin1", 0, 4);
    if (kind === "RIFX" || kind === "RF64" || kind === "BW64") {
      throw unusablePrompt(`a RIFF file; ${kind} is not read`);
    }
    if (kind !== "RIFF" || header.toString("latin1", 8, 12) !== "WAVE") {
      throw unusablePrompt("a RIFF/WAVE file");
    }
    this.#state = { at: "chunk" };
    return true;
  }

  #readChunkHeader(): boolean {
    const header = this.#queue.take(CHUNK_HEADER_BYTES);
    if (header === undefined) return false;
    const id = header.toString("latin1", 0, 4);
    const bytes = header.readUInt32LE(4);
    if (id === "data") this.#beginData(bytes);
    else if (id === "fmt ") this.#state = { at: "format", bytes };
    // A chunk of odd size is followed by a byte of padding.
    else this.#state = { at: "skip", bytes: bytes + (bytes % 2) };
    return true;
  }

  #readFormat(bytes: number): boolean {
    if (bytes > FORMAT_CHUNK_BYTES_MAX || this.#format !== undefined) {
      throw unusablePrompt(
        `a WAVE file with one fmt chunk of at most ${FORMAT_CHUNK_BYTES_MAX} bytes`,
      );
    }
    const chunk = this.#queue.take(bytes + (bytes % 2));
    if (chunk === undefined) return false;
    this.#format = parseWavFormat(chunk.subarray(0, bytes));
    this.#state = { at: "chunk" };
    return true;
  }

  #beginData(bytes: number): void {
    if (this.#format === undefined) {
      throw unusablePrompt("a WAVE file with a fmt chunk before its data");
    }
    this.#reader = new PcmReader(this.#format.coding, this.#format.channels);
    const endless = bytes === 0 || bytes > PROMPT_BYTES_MAX;
    this.#state = { at: "data", bytes: endless ? Infinity : bytes };
  }

  #readData(bytes: number): PromptSound {
    const data = this.#queue.takeUpTo(bytes);
    const left = bytes - data.length;
    this.#state = left === 0 ? { at: "trailer" } : { at: "data", bytes: left };
    const samples = this.#reader?.read(data) ?? new Float32Array(0);
    return { samples, rateHz: this.#format?.rateHz ?? 0 };
  }
}
