import { SourceFailure } from "./source-failure.js";

const BLOCK_BYTES = 512;

/** A regular file in an archive. */
export interface TarEntry {
  /** As the archive has it: never to be used as a path. */
  readonly name: string;
  readonly bytes: number;
  /** Its content, to be read before the next entry is asked for; what is left is passed over. */
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * The regular files of a tar archive (POSIX.1-1988 ustar, which npm packs), one after the other, in bounded memory.
 * Links, folders and extended headers are passed over: nothing here makes files.
 * @throws SourceFailure where it is no archive, or ends early.
 */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const reader = new BlockReader(source);
  for (;;) {
    const header = await reader.exactly(BLOCK_BYTES);
    // The end is two empty blocks; an archive that just stops between entries is taken for whole, as tar does.
    if (header === undefined || header.every((byte) => byte === 0)) return;
    const { name, bytes, regular } = parseHeader(header);
    let left = bytes;
    const content = async function* (): AsyncGenerator<Uint8Array> {
      while (left > 0) {
        const piece = await reader.upTo(left);
        left -= piece.length;
        yield piece;
      }
    };
    if (regular) yield { name, bytes, content: content() };
    while (left > 0) left -= (await reader.upTo(left)).length;
    const padding = (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
    if (padding > 0) await reader.exactly(padding);
  }
}

function parseHeader(header: Buffer): { name: string; bytes: number; regular: boolean } {
  const text = (start: number, end: number): string => {
    const [value = ""] = header.toString("utf8", start, end).split("\0");
    return value;
  };
  const checksum = Number.parseInt(text(148, 156).trim(), 8);
  // The sum over the header with its own field as spaces.
  const sum = header.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  const bytes = Number.parseInt(text(124, 136).trim() || "0", 8);
  if (sum !== checksum || !Number.isSafeInteger(bytes) || bytes < 0) {
    throw new SourceFailure("never", "it is no tar archive");
  }
  const prefix = text(257, 262) === "ustar" ? text(345, 500) : "";
  const name = prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`;
  const kind = String.fromCharCode(header[156] ?? 0);
  return { name, bytes, regular: kind === "0" || kind === "\0" };
}

/** Takes pieces of any size apart into those that are asked for. */
class BlockReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next `bytes` bytes; `undefined` where there are none at all. */
  async exactly(bytes: number): Promise<Buffer | undefined> {
    const block = Buffer.alloc(bytes);
    for (let have = 0; have < bytes; ) {
      if (!(await this.#fill())) {
        if (have === 0) return undefined;
        throw endsEarly();
      }
      const part = this.#take(bytes - have);
      block.set(part, have);
      have += part.length;
    }
    return block;
  }

  /** The next bytes, at least one and at most `bytes`. */
  async upTo(bytes: number): Promise<Uint8Array> {
    if (!(await this.#fill())) throw endsEarly();
    return this.#take(bytes);
  }

  #take(bytes: number): Uint8Array {
    const part = this.#piece.subarray(0, bytes);
    this.#piece = this.#piece.subarray(part.length);
    return part;
  }

  async #fill(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return false;
      this.#piece = next.value;
    }
    return true;
  }
}

function endsEarly(): SourceFailure {
  return new SourceFailure("never", "the archive ends early");
}
