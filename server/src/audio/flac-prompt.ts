import { ByteQueue } from "./byte-queue.js";
import { type FlacStreamInfo, readFlacFrame } from "./flac-frame.js";
import { brokenFlac } from "./flac-subframe.js";
import { checkPromptShape, unusablePrompt } from "./prompt-limits.js";
import type { PromptSound, PromptSource } from "./prompt-source.js";

const MARKER_BYTES = 4;
const BLOCK_HEADER_BYTES = 4;
const STREAM_INFO_BYTES = 34;

/** Bytes to wait for, at least, before a frame that was not all there is tried again. */
const RETRY_BYTES = 4096;

/**
 * Reads a FLAC file (RFC 9639) while it arrives, frame by frame and strictly in order: nothing is searched for, so that
 * the work grows with the sound and the bytes, whatever they are. That is also why it is our own decoder: the one from
 * npm looks for frame ends by trial, and takes a whole message's frames at once, which a few bytes can make hours.
 */
export class FlacPromptSource implements PromptSource {
  readonly #queue = new ByteQueue();
  #state: "marker" | "metadata" | "frames" | "done" = "marker";
  #info: FlacStreamInfo | undefined;
  #skipBytes = 0;
  #samples = 0;
  /** Bytes in the queue from which the next try makes sense. */
  #retryAt = 0;

  *read(bytes: Uint8Array): Iterable<PromptSound> {
    this.#queue.push(bytes);
    while (this.#state === "marker" || this.#state === "metadata") {
      if (!this.#readMetadata()) return;
    }
    yield* this.#frames();
  }

  *end(): Iterable<PromptSound> {
    this.#retryAt = 0;
    yield* this.#frames();
    const total = this.#info?.totalSamples ?? 0;
    const early = this.#info === undefined || this.#samples < total;
    if (early || (this.#state === "frames" && this.#queue.length > 0)) {
      throw unusablePrompt("a FLAC file that does not end early");
    }
  }

  close(): void {
    // Nothing native.
  }

  /** Reads the next part before the frames; false where more bytes are needed for it. */
  #readMetadata(): boolean {
    if (this.#skipBytes > 0) {
      this.#skipBytes -= this.#queue.takeUpTo(this.#skipBytes).length;
      if (this.#skipBytes > 0) return false;
    }
    if (this.#state === "marker") {
      const marker = this.#queue.take(MARKER_BYTES);
      if (marker === undefined) return false;
      if (marker.toString("latin1") !== "fLaC") throw unusablePrompt("a FLAC file");
      this.#state = "metadata";
    }
    return this.#readBlock();
  }

  #readBlock(): boolean {
    const waiting = this.#queue.peek();
    if (waiting.length < BLOCK_HEADER_BYTES) return false;
    const kind = waiting.readUInt8(0) & 0x7f;
    const bytes = waiting.readUIntBE(1, 3);
    const last = waiting.readUInt8(0) >= 0x80;
    if ((kind === 0) !== (this.#info === undefined)) throw brokenFlac();
    if (kind === 0) {
      if (bytes !== STREAM_INFO_BYTES) throw brokenFlac();
      if (waiting.length < BLOCK_HEADER_BYTES + bytes) return false;
      this.#info = parseStreamInfo(waiting.subarray(BLOCK_HEADER_BYTES));
    }
    this.#skipBytes = bytes;
    this.#queue.takeUpTo(BLOCK_HEADER_BYTES);
    this.#skipBytes -= this.#queue.takeUpTo(bytes).length;
    if (last) this.#state = "frames";
    return this.#skipBytes === 0 || last;
  }

  *#frames(): Iterable<PromptSound> {
    const info = this.#info;
    if (this.#skipBytes > 0) this.#skipBytes -= this.#queue.takeUpTo(this.#skipBytes).length;
    if (info === undefined || this.#skipBytes > 0) return;
    while (this.#state === "frames" && this.#queue.length > this.#retryAt) {
      const frame = readFlacFrame(this.#queue.peek(), info);
      if (frame === undefined) {
        // Half as much again, so that tries of a long frame that comes in small pieces stay few.
        this.#retryAt = this.#queue.length + Math.max(RETRY_BYTES, this.#queue.length / 2);
        return;
      }
      this.#retryAt = 0;
      this.#queue.takeUpTo(frame.bytes);
      this.#samples += frame.samples.length;
      yield { samples: frame.samples, rateHz: info.rateHz };
      // What follows the last sample (tags of other formats) is not looked at.
      if (info.totalSamples > 0 && this.#samples >= info.totalSamples) this.#state = "done";
    }
    if (this.#state === "done") this.#queue.takeUpTo(this.#queue.length);
  }
}

/** Reads STREAMINFO (RFC 9639 §8.2). */
function parseStreamInfo(block: Buffer): FlacStreamInfo {
  const packed = block.readBigUInt64BE(10);
  const rateHz = Number(packed >> 44n);
  const channels = Number((packed >> 41n) & 0x7n) + 1;
  const bits = Number((packed >> 36n) & 0x1fn) + 1;
  checkPromptShape(rateHz, channels);
  if (bits < 4) throw brokenFlac();
  return { rateHz, channels, bits, totalSamples: Number(packed & 0xf_ffff_ffffn) };
}
