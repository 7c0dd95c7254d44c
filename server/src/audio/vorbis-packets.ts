import type { OggVorbisDecoder } from "@wasm-audio-decoders/ogg-vorbis";
import { brokenOgg, type OggPackets } from "./ogg-demuxer.js";
import type { OggCodec } from "./ogg-prompt.js";
import { checkPromptShape, unusablePrompt } from "./prompt-limits.js";
import type { PromptSound } from "./prompt-source.js";

const HEAD_BYTES = 30;

/** The longest packet that the decoder has room for. */
const PACKET_BYTES_MAX = 128 * 1024;

/** First bytes of the three header packets; an audio packet's first byte is even. */
const HEAD = 1;
const SETUP = 5;

/** Whether a packet is a Vorbis identification header. */
export function isVorbisHead(packet: Buffer): boolean {
  return packet[0] === HEAD && packet.toString("latin1", 1, 7) === "vorbis";
}

/** What the decoder makes of a page; it looks at no more of it than this. */
type DecoderPage = Parameters<OggVorbisDecoder["decodeOggPages"]>[0][number];

/**
 * Decodes the packets of one Ogg-Vorbis stream (Vorbis I) with libvorbis. It is given one packet at a time, as a page of
 * its own, so that a page's worth of work never comes at once; each decoder has a memory of its own, of fixed size. The
 * library is loaded with the first stream.
 */
export class VorbisPackets implements OggCodec {
  readonly #head: Buffer;
  readonly #channels: number;
  readonly #rateHz: number;
  #setup: Buffer | undefined;
  #decoder: OggVorbisDecoder | undefined;
  #begun = false;
  #samples = 0;

  /** @throws SottoError UNUSABLE_PROMPT for a header that is broken or beyond the limits of prompts. */
  constructor(head: Buffer) {
    if (head.length < HEAD_BYTES || head.readUInt32LE(7) !== 0) throw brokenOgg();
    this.#channels = head.readUInt8(11);
    this.#rateHz = head.readUInt32LE(12);
    checkPromptShape(this.#rateHz, this.#channels);
    this.#head = head;
  }

  async *decode(page: OggPackets): AsyncIterable<PromptSound> {
    if (page.first) return;
    for (const packet of page.packets) {
      if (packet.length > PACKET_BYTES_MAX) {
        throw unusablePrompt(`Ogg-Vorbis of packets of at most ${PACKET_BYTES_MAX} bytes`);
      }
      if (this.#setup === undefined) {
        if (packet[0] === SETUP) this.#setup = packet;
        continue;
      }
      const samples = await this.#decode(packet, this.#setup);
      // The last position tells where sound ends.
      const excess = page.last ? Math.max(0, this.#samples - page.granule) : 0;
      yield {
        samples: samples.subarray(0, Math.max(0, samples.length - excess)),
        rateHz: this.#rateHz,
      };
    }
  }

  close(): void {
    const decoder = this.#decoder;
    this.#decoder = undefined;
    try {
      decoder?.free();
    } catch {
      // A decoder that was given garbage may be unable to free what it never had; its memory goes with it.
    }
  }

  async #decode(packet: Buffer, setup: Buffer): Promise<Float32Array> {
    this.#decoder ??= await openDecoder();
    const pages = this.#begun ? [] : [decoderPage(this.#head, [])];
    this.#begun = true;
    pages.push(decoderPage(Buffer.alloc(0), [{ data: packet, header: { vorbisSetup: setup } }]));
    const decoded = await this.#decoder.decodeOggPages(pages);
    const right =
      decoded.errors.length === 0 &&
      decoded.channelData.length === this.#channels &&
      decoded.sampleRate === this.#rateHz;
    if (!right) throw unusablePrompt("Ogg-Vorbis of intact packets");
    this.#samples += decoded.samplesDecoded;
    return average(decoded.channelData, decoded.samplesDecoded);
  }
}

async function openDecoder(): Promise<OggVorbisDecoder> {
  const library = await import("@wasm-audio-decoders/ogg-vorbis");
  const decoder = new library.OggVorbisDecoder();
  await decoder.ready;
  return decoder;
}

function decoderPage(data: Buffer, codecFrames: readonly object[]): DecoderPage {
  return { data, codecFrames, isLastPage: false, totalSamples: 0 } as unknown as DecoderPage;
}

function average(channels: readonly Float32Array[], length: number): Float32Array {
  const samples = new Float32Array(length);
  for (let n = 0; n < length; n++) {
    let sum = 0;
    for (const channel of channels) sum += channel[n] ?? 0;
    samples[n] = sum / channels.length;
  }
  return samples;
}
