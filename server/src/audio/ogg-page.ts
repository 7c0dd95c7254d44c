/** Bytes of a page header before its table of segments (RFC 3533 §6). */
export const OGG_HEADER_BYTES = 27;

/** Most segments of a page, and most bytes of a segment. */
export const OGG_SEGMENTS_MAX = 255;

/** Flag of a page header: its first packet began on the page before. */
export const OGG_CONTINUED = 0x01;
/** Flag of a page header: the first page of its stream. */
export const OGG_FIRST = 0x02;
/** Flag of a page header: the last page of its stream. */
export const OGG_LAST = 0x04;

/** Offset of the checksum in a page header. */
const CRC_OFFSET = 22;

/** What a page says beside its packets. */
export interface OggPageFields {
  readonly flags: number;
  /** Position of the end of the last packet that ends in the page, in samples of the codec's clock. */
  readonly granule: number;
  readonly serial: number;
  /** Counts the pages of a logical stream from 0 on. */
  readonly sequence: number;
}

/** How many segments a packet of `bytes` takes. */
export function oggSegments(bytes: number): number {
  return Math.floor(bytes / 255) + 1;
}

/** One page that holds `packets` whole; they take at most {@link OGG_SEGMENTS_MAX} segments together. */
export function oggPage(fields: OggPageFields, packets: readonly Uint8Array[]): Buffer {
  const lacing = packets.flatMap((packet) => [
    ...new Array<number>(oggSegments(packet.length) - 1).fill(255),
    packet.length % 255,
  ]);
  if (lacing.length > OGG_SEGMENTS_MAX) throw new RangeError("The packets do not fit a page.");
  const header = Buffer.alloc(OGG_HEADER_BYTES);
  header.write("OggS", 0, "latin1");
  header.writeUInt8(fields.flags, 5);
  header.writeBigInt64LE(BigInt(fields.granule), 6);
  header.writeUInt32LE(fields.serial, 14);
  header.writeUInt32LE(fields.sequence, 18);
  header.writeUInt8(lacing.length, 26);
  const page = Buffer.concat([header, Buffer.from(lacing), ...packets]);
  page.writeUInt32LE(oggChecksum(page), CRC_OFFSET);
  return page;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc >>> 0;
});

/** The checksum of a page (CRC-32 with Ogg's own parameters), its own four bytes taken as zero. */
export function oggChecksum(page: Uint8Array): number {
  let crc = 0;
  for (let index = 0; index < page.length; index++) {
    const inField = index >= CRC_OFFSET && index < CRC_OFFSET + 4;
    const byte = inField ? 0 : (page[index] ?? 0);
    crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ byte] ?? 0);
  }
  return crc >>> 0;
}
