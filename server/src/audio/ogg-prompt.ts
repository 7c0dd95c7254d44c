import { brokenOgg, OggDemuxer, type OggPackets } from "./ogg-demuxer.js";
import { isOpusHead, OpusPackets } from "./opus-packets.js";
import { unusablePrompt } from "./prompt-limits.js";
import type { PromptSound, PromptSource } from "./prompt-source.js";

/**
 * Reads an Ogg file with Opus while it arrives; a chain of them is read as one sound. Vorbis is refused: what decodes
 * it in Node is under the LGPL, which is not for something that others build into theirs.
 */
export class OggPromptSource implements PromptSource {
  readonly #demuxer = new OggDemuxer(isOpusHead);
  readonly #opusRateHz: number;
  #opus: OpusPackets | undefined;

  /** `opusRateHz` is the rate at which Opus, which has none of its own, is decoded. */
  constructor(opusRateHz: number) {
    this.#opusRateHz = opusRateHz;
  }

  *read(bytes: Uint8Array): Iterable<PromptSound> {
    for (const page of this.#demuxer.read(bytes)) {
      if (page.first) this.#open(page);
      if (this.#opus === undefined) throw brokenOgg();
      yield* this.#opus.decode(page);
    }
  }

  end(): Iterable<PromptSound> {
    if (this.#demuxer.restBytes > 0) throw unusablePrompt("an Ogg file that does not end early");
    if (this.#opus === undefined) {
      throw unusablePrompt("an Ogg file with Opus (Vorbis is not read: send FLAC or WAV instead)");
    }
    return [];
  }

  close(): void {
    this.#opus?.close();
    this.#opus = undefined;
  }

  #open(page: OggPackets): void {
    this.close();
    const head = page.packets[0];
    // RFC 7845: the first packet has a page of its own.
    if (head === undefined || page.packets.length > 1) throw brokenOgg();
    this.#opus = new OpusPackets(head, this.#opusRateHz);
  }
}
