import type { CallSignal } from "./call-signal.js";
import type { IdleWatch } from "./idle-watch.js";
import type { SynthesisObserver } from "./ports.js";

/** One call that serves a session, or did before the session was resumed on another. */
export interface SessionLink {
  /** Aborts when the call ends or the session is taken over. Owned by the call's generator. */
  readonly call: CallSignal;
  readonly observer: SynthesisObserver;
  /** The sequence of the last reply given to this link. */
  sentSequence: number;
  /** Watches the client while the session is on this link. */
  idle: IdleWatch | undefined;
}
