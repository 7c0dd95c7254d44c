import { brokenOgg, OggDemuxer, type OggPackets } from "./ogg-demuxer.js";
import { isOpusHead, OpusPackets } from "./opus-packets.js";
import { unusablePrompt } from "./prompt-limits.js";
import type { PromptSound, PromptSource } from "./prompt-source.js";
import { isVorbisHead, VorbisPackets } from "./vorbis-packets.js";

/** Decodes the packets of one logical stream of Ogg. Its owner closes it. */
export interface OggCodec {
  /** The sound of one page's packets, a packet at a time. */
  decode(page: OggPackets): Iterable<PromptSound> | AsyncIterable<PromptSound>;
  /** Frees native state; idempotent. */
  close(): void;
}

/** Reads an Ogg file with Opus or Vorbis while it arrives; a chain of them is read as one sound. */
export class OggPromptSource implements PromptSource {
  readonly #demuxer = new OggDemuxer((packet) => isOpusHead(packet) || isVorbisHead(packet));
  readonly #opusRateHz: number;
  #codec: OggCodec | undefined;

  /** `opusRateHz` is the rate at which Opus, which has none of its own, is decoded. */
  constructor(opusRateHz: number) {
    this.#opusRateHz = opusRateHz;
  }

  async *read(bytes: Uint8Array): AsyncIterable<PromptSound> {
    for (const page of this.#demuxer.read(bytes)) {
      if (page.first) this.#open(page);
      if (this.#codec === undefined) throw brokenOgg();
      yield* this.#codec.decode(page);
    }
  }

  end(): Iterable<PromptSound> {
    if (this.#demuxer.restBytes > 0) throw unusablePrompt("an Ogg file that does not end early");
    if (this.#codec === undefined) throw unusablePrompt("an Ogg file with Opus or Vorbis");
    return [];
  }

  close(): void {
    this.#codec?.close();
    this.#codec = undefined;
  }

  #open(page: OggPackets): void {
    this.close();
    const head = page.packets[0];
    // RFC 7845 and the Vorbis specification: the first packet has a page of its own.
    if (head === undefined || page.packets.length > 1) throw brokenOgg();
    this.#codec = isOpusHead(head)
      ? new OpusPackets(head, this.#opusRateHz)
      : new VorbisPackets(head);
  }
}
