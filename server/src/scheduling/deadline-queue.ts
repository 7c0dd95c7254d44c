/** What waits in a {@link DeadlineQueue}. The queue's own book-keeping is in here, so that taking it out is cheap. */
export interface QueueEntry<T> {
  readonly value: T;
  /** Goes first when earliest; any finite number. */
  readonly deadlineMs: number;
}

interface HeapEntry<T> extends QueueEntry<T> {
  /** Order of arrival: FIFO among equal deadlines. */
  readonly arrival: number;
  /** Index in the heap; -1 once it has left. */
  position: number;
}

/**
 * A bounded queue that gives the entry with the earliest deadline first, and the earlier arrival among equals
 * (EDF: Liu and Layland 1973). A binary heap whose entries know their place: add, take and remove cost O(log n).
 */
export class DeadlineQueue<T> {
  readonly #heap: HeapEntry<T>[] = [];
  readonly #capacity: number;
  #arrivals = 0;

  /** `capacity` is the most entries that may wait. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Entries that wait. */
  get size(): number {
    return this.#heap.length;
  }

  /** Adds `value`; `undefined` where the queue is full. */
  add(value: T, deadlineMs: number): QueueEntry<T> | undefined {
    if (this.#heap.length >= this.#capacity) return undefined;
    const entry = { value, deadlineMs, arrival: this.#arrivals++, position: this.#heap.length };
    this.#heap.push(entry);
    this.#rise(entry);
    return entry;
  }

  /** Takes the first entry's value out; `undefined` where nothing waits. */
  take(): T | undefined {
    const first = this.#heap[0];
    if (first === undefined) return undefined;
    this.#removeAt(first);
    return first.value;
  }

  /** Takes `entry` out, which this queue gave; false where it has left already. */
  remove(entry: QueueEntry<T>): boolean {
    const inside = entry as HeapEntry<T>;
    if (this.#heap[inside.position] !== inside) return false;
    this.#removeAt(inside);
    return true;
  }

  /** Takes everything out, in no particular order. */
  drain(): T[] {
    const values = this.#heap.map((entry) => entry.value);
    for (const entry of this.#heap) entry.position = -1;
    this.#heap.length = 0;
    return values;
  }

  #removeAt(entry: HeapEntry<T>): void {
    const last = this.#heap.pop();
    const { position } = entry;
    entry.position = -1;
    if (last === undefined || last === entry) return;
    this.#put(last, position);
    this.#rise(last);
    this.#sink(last);
  }

  #rise(entry: HeapEntry<T>): void {
    while (entry.position > 0) {
      const index = (entry.position - 1) >> 1;
      const parent = this.#heap[index];
      if (parent === undefined || !isBefore(entry, parent)) return;
      this.#put(parent, entry.position);
      this.#put(entry, index);
    }
  }

  #sink(entry: HeapEntry<T>): void {
    for (;;) {
      const left = this.#heap[2 * entry.position + 1];
      const right = this.#heap[2 * entry.position + 2];
      const child =
        right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, entry)) return;
      const index = child.position;
      this.#put(child, entry.position);
      this.#put(entry, index);
    }
  }

  #put(entry: HeapEntry<T>, position: number): void {
    this.#heap[position] = entry;
    entry.position = position;
  }
}

function isBefore<T>(a: HeapEntry<T>, b: HeapEntry<T>): boolean {
  return a.deadlineMs < b.deadlineMs || (a.deadlineMs === b.deadlineMs && a.arrival < b.arrival);
}
