import { setImmediate } from "node:timers/promises";
import { Resampler } from "@sotto/models";
import { SottoError } from "@sotto/proto";
import type { PromptDecoder } from "./prompt-decoder.js";
import { PROMPT_BYTES_MAX, PROMPT_SECONDS_MAX, unusablePrompt } from "./prompt-limits.js";
import type { PromptSound, PromptSource } from "./prompt-source.js";

/** Bytes given to a source at once, and seconds of sound taken from it, before other streams get their turn. */
const SLICE_BYTES = 16 * 1024;
const SLICE_SECONDS = 1;

/**
 * A source behind the limits that hold for every format, a resampler to the model's rate, and turns taken with the rest
 * of the process. The first error stays: every later call throws it again. One call at a time.
 */
export class PromptPipeline implements PromptDecoder {
  readonly #source: PromptSource;
  readonly #targetRateHz: number;
  #resampler: Resampler | undefined;
  #bytes = 0;
  #samples = 0;
  #secondsSinceTurn = 0;
  #failure: SottoError | undefined;
  #closed = false;
  #busy = false;

  /** Takes `source` over and closes it. */
  constructor(source: PromptSource, targetRateHz: number) {
    this.#source = source;
    this.#targetRateHz = targetRateHz;
  }

  push(bytes: Uint8Array): Promise<Float32Array> {
    return this.#guard(async () => {
      this.#bytes += bytes.length;
      if (this.#bytes > PROMPT_BYTES_MAX) {
        throw unusablePrompt(`at most ${PROMPT_BYTES_MAX} bytes long`);
      }
      const pieces: Float32Array[] = [];
      for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
        if (start > 0) await setImmediate();
        await this.#collect(this.#source.read(bytes.subarray(start, start + SLICE_BYTES)), pieces);
      }
      return join(pieces);
    });
  }

  finish(): Promise<Float32Array> {
    return this.#guard(async () => {
      const pieces: Float32Array[] = [];
      await this.#collect(this.#source.end(), pieces);
      if (this.#resampler === undefined) throw unusablePrompt("at least one sample long");
      pieces.push(clip(this.#resampler.flush()));
      return join(pieces);
    });
  }

  close(): void {
    this.#closed = true;
    if (!this.#busy) this.#source.close();
  }

  async #guard(work: () => Promise<Float32Array>): Promise<Float32Array> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#checkOpen();
    this.#busy = true;
    try {
      return await work();
    } catch (error) {
      // What a decoder throws besides is its way of saying that it was given no such file.
      this.#failure =
        error instanceof SottoError
          ? error
          : unusablePrompt("a file that its decoder can read", error);
      throw this.#failure;
    } finally {
      this.#busy = false;
      if (this.#closed) this.#source.close();
    }
  }

  async #collect(
    sounds: Iterable<PromptSound> | AsyncIterable<PromptSound>,
    pieces: Float32Array[],
  ): Promise<void> {
    for await (const sound of sounds) {
      pieces.push(this.#take(sound));
      this.#secondsSinceTurn += sound.samples.length / sound.rateHz;
      if (this.#secondsSinceTurn >= SLICE_SECONDS) {
        this.#secondsSinceTurn = 0;
        await setImmediate();
      }
      this.#checkOpen();
    }
  }

  #take({ samples, rateHz }: PromptSound): Float32Array {
    if (samples.length === 0) return samples;
    if (!samples.every(Number.isFinite)) throw unusablePrompt("made of finite numbers");
    this.#resampler ??= new Resampler(rateHz, this.#targetRateHz);
    if (this.#resampler.inputHz !== rateHz) {
      throw unusablePrompt("of one sample rate from beginning to end");
    }
    this.#samples += samples.length;
    if (this.#samples > PROMPT_SECONDS_MAX * rateHz) {
      throw unusablePrompt(`at most ${PROMPT_SECONDS_MAX} seconds long`);
    }
    return clip(this.#resampler.process(samples));
  }

  #checkOpen(): void {
    if (this.#closed) throw new SottoError("CANCELLED", "The prompt was dropped.");
  }
}

function clip(samples: Float32Array): Float32Array {
  return samples.map((sample) => Math.max(-1, Math.min(1, sample)));
}

function join(pieces: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let start = 0;
  for (const piece of pieces) {
    joined.set(piece, start);
    start += piece.length;
  }
  return joined;
}
