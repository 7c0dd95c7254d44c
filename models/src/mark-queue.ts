import type { EngineMark } from "./engine.js";

/** Marks of a segment that wait for the samples in which they begin, in the order of time. */
export class MarkQueue {
  #marks: EngineMark[] = [];

  add(marks: readonly EngineMark[]): void {
    this.#marks.push(...marks);
  }

  /** Takes those that begin before the sample `end`; all that are left when the segment is done. */
  takeBefore(end: number, done: boolean): EngineMark[] {
    const later = this.#marks.findIndex((mark) => mark.sampleStart >= end);
    return this.#marks.splice(0, done || later < 0 ? this.#marks.length : later);
  }

  clear(): void {
    this.#marks = [];
  }
}
