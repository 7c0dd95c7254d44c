import { OPUS_RATES_HZ, OpusDecoder } from "./libopus.js";
import { brokenOgg, type OggPackets } from "./ogg-demuxer.js";
import { unusablePrompt } from "./prompt-limits.js";
import type { PromptSound } from "./prompt-source.js";

const HEAD_BYTES = 19;

/** The clock of granule positions (RFC 7845 §4). */
const GRANULE_HZ = 48_000;

/** Whether a packet is an Opus identification header. */
export function isOpusHead(packet: Buffer): boolean {
  return packet.toString("latin1", 0, 8) === "OpusHead";
}

/** The rate at which to decode Opus for a model that takes `targetRateHz`: its own where libopus has it. */
export function opusRateFor(targetRateHz: number): number {
  return (OPUS_RATES_HZ as readonly number[]).includes(targetRateHz) ? targetRateHz : GRANULE_HZ;
}

/** Decodes the packets of one Ogg-Opus stream (RFC 7845), its pre-skip, gain and end trimming obeyed. */
export class OpusPackets {
  readonly #decoder: OpusDecoder;
  readonly #rateHz: number;
  readonly #gain: number;
  readonly #preSkip: number;
  /** Packets of headers still to come: the comment header. */
  #headers = 1;
  /** Samples decoded so far, and the position of the first; both of the granule clock. */
  #decoded = 0;
  #base: number | undefined;

  /** @throws SottoError UNUSABLE_PROMPT for a header that is broken or of more than two channels. */
  constructor(head: Buffer, rateHz: number) {
    if (head.length < HEAD_BYTES || head.readUInt8(8) >> 4 !== 0) throw brokenOgg();
    const channels = head.readUInt8(9);
    if (channels < 1 || channels > 2 || head.readUInt8(18) !== 0) {
      throw unusablePrompt("Ogg-Opus of one or two channels");
    }
    this.#preSkip = head.readUInt16LE(10);
    this.#gain = 10 ** (head.readInt16LE(16) / 256 / 20);
    this.#rateHz = rateHz;
    this.#decoder = new OpusDecoder(rateHz);
  }

  *decode(page: OggPackets): Iterable<PromptSound> {
    if (page.first) return;
    const packets = page.packets.slice(this.#headers);
    this.#headers = Math.max(0, this.#headers - page.packets.length);
    if (packets.length === 0) return;
    const base = (this.#base ??= firstPosition(page, packets));
    const end = page.last && page.granule >= 0 ? page.granule - base : Infinity;
    for (const packet of packets) {
      const samples = this.#decoder.decode(packet);
      if (samples === undefined) throw unusablePrompt("Ogg-Opus of intact packets");
      yield { samples: this.#trim(samples, end), rateHz: this.#rateHz };
    }
  }

  close(): void {
    this.#decoder.close();
  }

  /** Drops what lies before the pre-skip or after `end`, and applies the gain. */
  #trim(samples: Float32Array, end: number): Float32Array {
    const scale = this.#rateHz / GRANULE_HZ;
    const at = this.#decoded;
    this.#decoded += samples.length / scale;
    const from = Math.max(0, Math.round((this.#preSkip - at) * scale));
    const to = Math.max(from, Math.min(samples.length, Math.round((end - at) * scale)));
    return samples.subarray(from, to).map((sample) => sample * this.#gain);
  }
}

/** The position at which the first page with sound begins: 0, or later in a stream that was cut out of a longer one. */
function firstPosition(page: OggPackets, packets: readonly Buffer[]): number {
  if (page.last) return 0;
  const duration = packets.reduce((sum, packet) => sum + packetGranules(packet), 0);
  return Math.max(0, page.granule - duration);
}

/** Duration of a packet by its first bytes (RFC 6716 §3.1, §3.2). */
function packetGranules(packet: Buffer): number {
  const toc = packet[0] ?? 0;
  const config = toc >> 3;
  const frame =
    config < 12
      ? [480, 960, 1920, 2880][config & 3]
      : config < 16
        ? [480, 960][config & 1]
        : [120, 240, 480, 960][config & 3];
  const code = toc & 3;
  const frames = code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 0x3f;
  return frames * (frame ?? 0);
}
