import type { PcmFormat } from "../pcm-format.js";
import type { OpenedPcm } from "../wav/wav-reader.js";
import type { Capture, CaptureBackend, CaptureChunk, CaptureCounters } from "./capture.js";
import { Rechunker } from "./rechunker.js";

/** What a stream capture needs beside its sound. */
export interface StreamCaptureOptions {
  readonly backend: CaptureBackend;
  readonly chunkFrames: number;
  readonly signal?: AbortSignal;
  /** Frees what the sound comes from, and unblocks a read that waits; idempotent. */
  readonly release: () => void;
}

/**
 * Sound from a file, FIFO or standard input: it is read as it is consumed, so nothing is ever dropped and the writer
 * feels the consumer's pace.
 */
export class StreamCapture implements Capture {
  readonly format: PcmFormat;
  readonly backend: CaptureBackend;
  readonly counters: CaptureCounters = {
    overruns: 0,
    droppedChunks: 0,
    readErrors: 0,
    stalls: 0,
    restarts: 0,
  };
  private ended = false;

  constructor(
    private readonly source: OpenedPcm,
    private readonly options: StreamCaptureOptions,
  ) {
    this.format = source.format;
    this.backend = options.backend;
    const end = (): void => {
      this.end();
    };
    options.signal?.addEventListener("abort", end, { once: true });
    if (options.signal?.aborted === true) end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CaptureChunk> {
    const rechunker = new Rechunker(this.format, this.options.chunkFrames);
    let firstFrame = 0;
    const chunk = (samples: CaptureChunk["samples"]): CaptureChunk => {
      const made = { samples, firstFrame, gapBefore: false };
      firstFrame += samples.length / this.format.channels;
      return made;
    };
    try {
      for await (const bytes of this.source.pcm) {
        for (const samples of rechunker.push(bytes)) {
          if (this.ended) return;
          yield chunk(samples);
        }
      }
      const rest = rechunker.flush();
      if (rest !== undefined && !this.ended) yield chunk(rest);
    } catch (error) {
      // Releasing the source makes its pending read fail; that is the end we asked for.
      if (!this.ended) throw error;
    } finally {
      this.end();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.end();
    return Promise.resolve();
  }

  private end(): void {
    this.ended = true;
    this.options.release();
  }
}
