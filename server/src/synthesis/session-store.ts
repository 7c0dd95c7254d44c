import { SottoError } from "@sotto/proto";
import { type Clock, systemClock } from "../scheduling/clock.js";
import type { SynthesisLimits } from "./ports.js";
import type { StreamSession } from "./stream-session.js";

interface Parked {
  readonly session: StreamSession;
  readonly stopTimer: () => void;
}

/**
 * The sessions that can be resumed, by their secret ids: those on a link, and those parked without one, each for its
 * window and no more than `parkedSessionsMax` together. The server owns it and closes it at the end.
 */
export class SessionStore {
  readonly #live = new Map<string, StreamSession>();
  /** In the order of parking: the first has waited longest. */
  readonly #parked = new Map<string, Parked>();
  readonly #parkedMax: number;
  readonly #clock: Clock;
  #isClosed = false;

  constructor(limits: Pick<SynthesisLimits, "parkedSessionsMax">, clock: Clock = systemClock) {
    this.#parkedMax = limits.parkedSessionsMax;
    this.#clock = clock;
  }

  /** Sessions that are held without a link. */
  get parkedCount(): number {
    return this.#parked.size;
  }

  /** Whether sessions can be parked at all. */
  get canPark(): boolean {
    return this.#parkedMax > 0 && !this.#isClosed;
  }

  /** A session on a link, from now on found by its id. */
  add(session: StreamSession): void {
    this.#live.set(session.id, session);
  }

  /**
   * The session `id`, on a link or parked.
   * @throws SottoError RESUME_EXPIRED.
   */
  find(id: string): StreamSession {
    const session = this.#parked.get(id)?.session ?? this.#live.get(id);
    if (session === undefined) throw expired();
    return session;
  }

  /** Takes note that a session that was found is on a link, and no longer parked. */
  unpark(session: StreamSession): void {
    this.#parked.get(session.id)?.stopTimer();
    this.#parked.delete(session.id);
    this.#live.set(session.id, session);
  }

  /** Holds a session whose link is gone until it is taken, or its window closes, or there are too many. */
  park(session: StreamSession): void {
    this.#live.delete(session.id);
    if (!this.canPark) {
      session.close(expired());
      return;
    }
    const stopTimer = this.#clock.after(session.resumeWindowMs, () => {
      this.#drop(session.id);
    });
    this.#parked.set(session.id, { session, stopTimer });
    while (this.#parked.size > this.#parkedMax) {
      session.limitHit("parked_sessions_max");
      this.#dropOne();
    }
  }

  /** Forgets a session, which its caller closes; idempotent. */
  forget(session: StreamSession): void {
    this.#live.delete(session.id);
    this.#parked.get(session.id)?.stopTimer();
    this.#parked.delete(session.id);
  }

  /** Drops the longest parked session that holds a lease; false where there is none. */
  evictLeaseHolder(): boolean {
    for (const [id, { session }] of this.#parked) {
      if (!session.holdsLease) continue;
      session.limitHit("parked_session_evicted");
      this.#drop(id);
      return true;
    }
    return false;
  }

  /** Drops all parked sessions, and parks none from now on; idempotent. Those on a link end with their calls. */
  close(): void {
    this.#isClosed = true;
    for (const id of [...this.#parked.keys()]) this.#drop(id);
  }

  /** A session that has ended loses only its tail: it goes before one that still has something to say. */
  #dropOne(): void {
    const ids = [...this.#parked.keys()];
    const ended = ids.find((id) => this.#parked.get(id)?.session.holdsLease === false);
    const id = ended ?? ids[0];
    if (id !== undefined) this.#drop(id);
  }

  #drop(id: string): void {
    const parked = this.#parked.get(id);
    this.#parked.delete(id);
    parked?.stopTimer();
    parked?.session.close(expired());
  }
}

/** The session is not held, or not any more. */
export function expired(): SottoError {
  const message = "This session is not held any more; begin a new one with config.";
  return new SottoError("RESUME_EXPIRED", message, { field: "resume.session" });
}
