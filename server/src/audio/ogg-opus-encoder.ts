import { randomInt } from "node:crypto";
import { Resampler } from "@sotto/models";
import { CHUNK_BYTES_MAX } from "@sotto/proto";
import type { EncodedPiece, UtteranceEncoder } from "./encoder.js";
import { OpusEncoder } from "./libopus.js";
import {
  OGG_FIRST,
  OGG_HEADER_BYTES,
  OGG_LAST,
  OGG_SEGMENTS_MAX,
  oggPage,
  oggSegments,
} from "./ogg-page.js";
import { toInt16 } from "./sample-bytes.js";

/** Rates in Hz that Ogg-Opus is given at: those of Sotto's that the codec has. */
export const OGG_OPUS_RATES_HZ = [8000, 16_000, 24_000, 48_000] as const;

/** A rate of {@link OGG_OPUS_RATES_HZ}. */
export type OggOpusRateHz = (typeof OGG_OPUS_RATES_HZ)[number];

/** Where speech is transparent, or nearly so, in the bandwidth of each rate. */
const BITS_PER_SECOND: Record<OggOpusRateHz, number> = {
  8000: 24_000,
  16_000: 32_000,
  24_000: 40_000,
  48_000: 64_000,
};

const PACKETS_PER_SECOND = 50;

/** The clock of granule positions, whatever the rate (RFC 7845 §4). */
const GRANULE_HZ = 48_000;
const PACKET_GRANULES = GRANULE_HZ / PACKETS_PER_SECOND;

/**
 * Serial numbers count up from a random one, so that the chained streams of one call never share one. They are the only
 * bytes, with the checksums, that differ between two equal syntheses.
 */
let nextSerial = randomInt(2 ** 32);

/**
 * Writes one utterance as one complete Ogg-Opus stream (RFC 7845) of 20 ms packets: the headers and the first packets
 * go out at once, and then every call's complete packets as one page, so that nothing waits for a page to fill.
 */
export class OggOpusEncoder implements UtteranceEncoder {
  readonly #resampler: Resampler;
  readonly #opus: OpusEncoder;
  readonly #rateHz: number;
  readonly #serial: number;
  readonly #frame: Int16Array;
  #frameFilled = 0;
  #packets: Buffer[] = [];
  #pages = 0;
  #packetsSent = 0;
  #samplesTaken = 0;
  #samplesSent = 0;

  constructor(modelRateHz: number, rateHz: OggOpusRateHz) {
    this.#resampler = new Resampler(modelRateHz, rateHz);
    this.#rateHz = rateHz;
    this.#opus = new OpusEncoder(rateHz, BITS_PER_SECOND[rateHz]);
    this.#frame = new Int16Array(rateHz / PACKETS_PER_SECOND);
    this.#serial = nextSerial;
    nextSerial = (nextSerial + 1) >>> 0;
  }

  encode(samples: Float32Array): EncodedPiece[] {
    this.#take(this.#resampler.process(samples));
    return [...this.#headers(), ...this.#flush(false)];
  }

  finish(): EncodedPiece[] {
    this.#take(this.#resampler.flush());
    const samples = this.#samplesTaken;
    const frame = this.#frame.length;
    // The encoder holds its look-ahead back: silence pushes it out, and at least one packet is left for the last page.
    const packets = Math.ceil((samples + this.#opus.lookaheadSamples) / frame);
    this.#take(new Float32Array(packets * frame - samples));
    this.#samplesTaken = samples;
    return [...this.#headers(), ...this.#flush(true)];
  }

  close(): void {
    this.#opus.close();
  }

  #take(samples: Float32Array): void {
    for (const sample of samples) {
      this.#frame[this.#frameFilled++] = toInt16(sample);
      if (this.#frameFilled < this.#frame.length) continue;
      this.#packets.push(this.#opus.encode(this.#frame));
      this.#frameFilled = 0;
    }
    this.#samplesTaken += samples.length;
  }

  /** The two header pages, once. */
  #headers(): EncodedPiece[] {
    if (this.#pages > 0) return [];
    const head = this.#page([opusHead(this.#preSkip(), this.#rateHz)], OGG_FIRST, 0);
    const tags = this.#page([opusTags()], 0, 0);
    return [{ bytes: Buffer.concat([head, tags]), samples: 0 }];
  }

  /** Pages of all packets that are complete; the last of them ends the stream where `last` is true. */
  #flush(last: boolean): EncodedPiece[] {
    const pieces: EncodedPiece[] = [];
    while (this.#packets.length > 0) {
      const packets = this.#packets.splice(0, packetsOfPage(this.#packets));
      this.#packetsSent += packets.length;
      const ends = last && this.#packets.length === 0;
      const sent = ends
        ? this.#samplesTaken
        : Math.min(this.#packetsSent * this.#frame.length, this.#samplesTaken);
      // The last position tells where sound ends, so that players drop the silence that filled the last packet.
      const granule = ends
        ? this.#preSkip() + sent * (GRANULE_HZ / this.#rateHz)
        : this.#packetsSent * PACKET_GRANULES;
      const bytes = this.#page(packets, ends ? OGG_LAST : 0, granule);
      pieces.push({ bytes, samples: sent - this.#samplesSent });
      this.#samplesSent = sent;
    }
    return pieces;
  }

  #page(packets: readonly Uint8Array[], flags: number, granule: number): Buffer {
    return oggPage({ flags, granule, serial: this.#serial, sequence: this.#pages++ }, packets);
  }

  #preSkip(): number {
    return this.#opus.lookaheadSamples * (GRANULE_HZ / this.#rateHz);
  }
}

/** How many of `packets` fit one page and one chunk. */
function packetsOfPage(packets: readonly Buffer[]): number {
  let segments = 0;
  let bytes = OGG_HEADER_BYTES;
  for (const [index, packet] of packets.entries()) {
    segments += oggSegments(packet.length);
    bytes += oggSegments(packet.length) + packet.length;
    if (segments > OGG_SEGMENTS_MAX || bytes > CHUNK_BYTES_MAX) return index;
  }
  return packets.length;
}

/** The identification header: version 1, one channel, mapping family 0 (RFC 7845 §5.1). */
function opusHead(preSkip: number, inputRateHz: number): Buffer {
  const head = Buffer.alloc(19);
  head.write("OpusHead", 0, "latin1");
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt16LE(preSkip, 10);
  head.writeUInt32LE(inputRateHz, 12);
  return head;
}

/** The comment header: who made it, and nothing about what is said (RFC 7845 §5.2). */
function opusTags(): Buffer {
  const vendor = Buffer.from("Sotto, libopus 1.4", "latin1");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(vendor.length);
  return Buffer.concat([Buffer.from("OpusTags", "latin1"), length, vendor, Buffer.alloc(4)]);
}
