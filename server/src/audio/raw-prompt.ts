import { PcmReader, type SampleCoding } from "./pcm-reader.js";
import { unusablePrompt } from "./prompt-limits.js";
import type { PromptSound, PromptSource } from "./prompt-source.js";

/** Reads a prompt of mono PCM without a header. */
export class RawPromptSource implements PromptSource {
  readonly #reader: PcmReader;
  readonly #rateHz: number;

  constructor(coding: SampleCoding, rateHz: number) {
    this.#reader = new PcmReader(coding, 1);
    this.#rateHz = rateHz;
  }

  *read(bytes: Uint8Array): Iterable<PromptSound> {
    yield { samples: this.#reader.read(bytes), rateHz: this.#rateHz };
  }

  end(): Iterable<PromptSound> {
    if (this.#reader.restBytes > 0) throw unusablePrompt("a whole number of samples long");
    return [];
  }

  close(): void {
    // Nothing native.
  }
}
