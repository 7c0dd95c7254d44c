/** Bytes that have come and are not yet used, in order. It copies what it is given. */
export class ByteQueue {
  #store: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  /** Bytes that wait. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Adds `bytes` at the end. */
  push(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#store.length) this.#makeRoom(bytes.length);
    this.#store.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** All that waits, without taking it; valid until the next `push`. */
  peek(): Buffer {
    return this.#store.subarray(this.#start, this.#end);
  }

  /** Takes the next `count` bytes, or `undefined` where there are fewer; valid until the next `push`. */
  take(count: number): Buffer | undefined {
    return this.length < count ? undefined : this.takeUpTo(count);
  }

  /** Takes the next `count` bytes, or all where there are fewer; valid until the next `push`. */
  takeUpTo(count: number): Buffer {
    const taken = this.peek().subarray(0, count);
    this.#start += taken.length;
    return taken;
  }

  /** Moves what waits to the front, of a store of twice the size where it would not leave much room. */
  #makeRoom(bytes: number): void {
    const needed = this.length + bytes;
    const store =
      2 * needed > this.#store.length ? Buffer.allocUnsafeSlow(2 * needed) : this.#store;
    this.#store.copy(store, 0, this.#start, this.#end);
    this.#end = this.length;
    this.#start = 0;
    this.#store = store;
  }
}
