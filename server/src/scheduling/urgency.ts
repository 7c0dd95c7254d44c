/**
 * Turns the deadlines that a stream states into the due times that its worker's queue is ordered by.
 *
 * - A deadline that lies ahead is the due time: earliest deadline first.
 * - A deadline that has passed counts as now. Streams that have run dry are so served in the order of asking, and the
 *   one that is furthest behind cannot keep the worker to itself.
 * - A stream that has not sounded yet (deadline 0) is due since it first asked, for its opening and for every step until
 *   it sounds. It goes before every stream that still has sound in its listener's buffer, and streams that arrive
 *   together are brought to sound one after the other, not all at the end.
 *
 * Nothing starves: a due time is never before the moment of asking, but for streams yet silent, of which each lease is
 * one at the most. So a job that is due at t waits only for work asked for before t, and for the first sounds of as many
 * streams as admission lets in. A flood of new streams delays the others by its first steps, once, and then meets BUSY.
 */
export class Urgency {
  #silentSinceMs: number | undefined;

  /** The due time of work asked for at `nowMs` with `deadlineMs`; 0 for a stream that has not sounded. */
  dueMs(deadlineMs: number, nowMs: number): number {
    if (deadlineMs > 0) {
      this.#silentSinceMs = undefined;
      return Math.max(deadlineMs, nowMs);
    }
    this.#silentSinceMs ??= nowMs;
    return this.#silentSinceMs;
  }

  /** The stream has got sound: a deadline of 0 from now on is that of a new utterance. */
  sounded(): void {
    this.#silentSinceMs = undefined;
  }
}
