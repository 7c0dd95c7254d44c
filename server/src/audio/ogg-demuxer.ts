import { ByteQueue } from "./byte-queue.js";
import { OGG_CONTINUED, OGG_FIRST, OGG_HEADER_BYTES, OGG_LAST, oggChecksum } from "./ogg-page.js";
import { unusablePrompt } from "./prompt-limits.js";

/** The longest packet that is put together from pages: enough for comments with a picture. */
const PACKET_BYTES_MAX = 1024 * 1024;

/** The packets that end in one page of the stream. */
export interface OggPackets {
  readonly packets: readonly Buffer[];
  /** True for the page that begins a stream; with it, all state of the stream before is gone. */
  readonly first: boolean;
  /** True for the page that ends it. */
  readonly last: boolean;
  /** Position of the end of the last packet that ends in the page; -1 where none does. */
  readonly granule: number;
}

/** A page, cut out of the file. */
interface Page {
  readonly flags: number;
  readonly granule: number;
  readonly serial: number;
  readonly sequence: number;
  readonly lacing: Buffer;
  readonly body: Buffer;
}

/**
 * Takes the pages of an Ogg file apart (RFC 3533), strictly in order, each checked by its checksum. It follows the first
 * logical stream that `accepts` takes by its first packet, and after its end the next such one of a chain; pages of
 * others are passed over.
 */
export class OggDemuxer {
  readonly #queue = new ByteQueue();
  readonly #accepts: (firstPacket: Buffer) => boolean;
  #serial: number | undefined;
  #nextSequence = 0;
  #partial: Buffer[] = [];
  #partialBytes = 0;

  constructor(accepts: (firstPacket: Buffer) => boolean) {
    this.#accepts = accepts;
  }

  /** Bytes of a page or packet that is not complete. */
  get restBytes(): number {
    return this.#queue.length + this.#partialBytes;
  }

  /** @throws SottoError UNUSABLE_PROMPT for bytes that are not Ogg's, or pages that are damaged or missing. */
  *read(bytes: Uint8Array): Iterable<OggPackets> {
    this.#queue.push(bytes);
    for (let page = this.#takePage(); page !== undefined; page = this.#takePage()) {
      const first = (page.flags & OGG_FIRST) !== 0;
      if (first && this.#serial === undefined) this.#begin(page);
      if (page.serial !== this.#serial) continue;
      if (page.sequence !== this.#nextSequence++) throw brokenOgg();
      const last = (page.flags & OGG_LAST) !== 0;
      const packets = this.#packets(page);
      if (last) {
        if (this.#partialBytes > 0) throw brokenOgg();
        this.#serial = undefined;
      }
      yield { packets, first, last, granule: page.granule };
    }
  }

  #begin(page: Page): void {
    if (!this.#accepts(page.body)) return;
    this.#serial = page.serial;
    this.#nextSequence = page.sequence;
  }

  #takePage(): Page | undefined {
    const waiting = this.#queue.peek();
    const magic = waiting.toString("latin1", 0, Math.min(4, waiting.length));
    if (!"OggS".startsWith(magic)) throw unusablePrompt("an intact Ogg file");
    if (waiting.length < OGG_HEADER_BYTES) return undefined;
    const headerBytes = OGG_HEADER_BYTES + waiting.readUInt8(26);
    if (waiting.length < headerBytes) return undefined;
    const lacing = waiting.subarray(OGG_HEADER_BYTES, headerBytes);
    const bodyBytes = lacing.reduce((sum, segment) => sum + segment, 0);
    const page = this.#queue.take(headerBytes + bodyBytes);
    if (page === undefined) return undefined;
    if (page.readUInt8(4) !== 0 || page.readUInt32LE(22) !== oggChecksum(page)) throw brokenOgg();
    return {
      flags: page.readUInt8(5),
      granule: Number(page.readBigInt64LE(6)),
      serial: page.readUInt32LE(14),
      sequence: page.readUInt32LE(18),
      lacing,
      body: page.subarray(headerBytes),
    };
  }

  /** The packets that end in `page`, the first perhaps begun before it; copied, since the page's bytes are reused. */
  #packets(page: Page): Buffer[] {
    const continued = (page.flags & OGG_CONTINUED) !== 0;
    if (continued !== this.#partialBytes > 0) throw brokenOgg();
    const packets: Buffer[] = [];
    let at = 0;
    for (const segment of page.lacing) {
      this.#partial.push(page.body.subarray(at, at + segment));
      this.#partialBytes += segment;
      at += segment;
      if (this.#partialBytes > PACKET_BYTES_MAX) {
        throw unusablePrompt(`an Ogg file of packets of at most ${PACKET_BYTES_MAX} bytes`);
      }
      if (segment < 255) {
        packets.push(Buffer.concat(this.#partial));
        this.#partial = [];
        this.#partialBytes = 0;
      }
    }
    // What goes on in the next page must outlive this one.
    if (this.#partial.length > 0) this.#partial = [Buffer.concat(this.#partial)];
    return packets;
  }
}

/** The error for pages that are damaged or missing. */
export function brokenOgg(): Error {
  return unusablePrompt("an intact Ogg file");
}
