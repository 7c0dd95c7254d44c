/** Thrown by a {@link BitReader} that has come to the end of its bytes; its owner waits for more. */
export class OutOfBits extends Error {
  override readonly name = "OutOfBits";
}

/** Reads numbers of any number of bits, the most significant first. */
export class BitReader {
  readonly #bytes: Uint8Array;
  /** Position in bits. */
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bytes read so far, the last one perhaps in part. */
  get byteOffset(): number {
    return Math.ceil(this.#at / 8);
  }

  /** The next `count` bits, 0 to 32, without sign. */
  unsigned(count: number): number {
    this.#need(count);
    let value = 0;
    let left = count;
    while (left > 0) {
      const inByte = 8 - (this.#at & 7);
      const taken = Math.min(inByte, left);
      const byte = this.#bytes[this.#at >>> 3] ?? 0;
      const bits = (byte >>> (inByte - taken)) & ((1 << taken) - 1);
      value = value * 2 ** taken + bits;
      this.#at += taken;
      left -= taken;
    }
    return value;
  }

  /** The next `count` bits, 1 to 33, in two's complement. */
  signed(count: number): number {
    const negative = this.unsigned(1) === 1;
    const rest = this.unsigned(count - 1);
    return negative ? rest - 2 ** (count - 1) : rest;
  }

  /** Counts the zeros before the next one, and reads both. */
  unary(): number {
    const start = this.#at;
    for (;;) {
      this.#need(1);
      const inByte = 8 - (this.#at & 7);
      const rest = (this.#bytes[this.#at >>> 3] ?? 0) & ((1 << inByte) - 1);
      if (rest !== 0) {
        this.#at += Math.clz32(rest) - (32 - inByte);
        const zeros = this.#at - start;
        this.#at++;
        return zeros;
      }
      this.#at += inByte;
    }
  }

  /** Goes to the next whole byte. */
  align(): void {
    this.#at = this.byteOffset * 8;
  }

  #need(count: number): void {
    if (this.#at + count > this.#bytes.length * 8) throw new OutOfBits();
  }
}
