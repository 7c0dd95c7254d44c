import { randomBytes } from "node:crypto";
import {
  type Resume,
  SottoError,
  type StreamSynthesizeRequest,
  type StreamSynthesizeResponse,
  type SynthesisConfig,
} from "@sotto/proto";
import { systemClock } from "../scheduling/clock.js";
import { raceAbort, throwIfAborted } from "../support/abort.js";
import { admit } from "./admit.js";
import { CallSignal } from "./call-signal.js";
import { checkStreamConfig } from "./check-config.js";
import { IdleWatch } from "./idle-watch.js";
import type { SynthesisDeps, SynthesisObserver } from "./ports.js";
import type { SessionLink } from "./session-link.js";
import type { SessionStore } from "./session-store.js";
import { StreamSession } from "./stream-session.js";

/** Bytes of a session's secret id: 128 bits. */
const SESSION_ID_BYTES = 16;

type Requests = AsyncIterator<StreamSynthesizeRequest, unknown>;

/**
 * Serves one call of StreamSynthesize: a new session, or one that is resumed. Pulling is the back-pressure towards the
 * engine; not reading `requests` is that towards the client. When the generator ends, the session is closed, unless it
 * can be resumed and has replies that may not have arrived: then it is parked in `sessions`.
 *
 * @throws SottoError what `synthesize` throws; PROTOCOL for messages out of order, UNUSABLE_PROMPT, LIMIT_EXCEEDED (text
 * before the prompt's end), DEADLINE (idle limit, call limit), RESUME_EXPIRED, CANCELLED when the session was resumed on
 * another link.
 */
export async function* streamSynthesize(
  requests: AsyncIterable<StreamSynthesizeRequest>,
  deps: SynthesisDeps,
  observer: SynthesisObserver,
  signal: AbortSignal,
  sessions: SessionStore,
): AsyncGenerator<StreamSynthesizeResponse, void, undefined> {
  throwIfAborted(signal);
  const clock = deps.clock ?? systemClock;
  const call = new CallSignal(signal, clock, deps.limits.callMs);
  const link: SessionLink = { call, observer, sentSequence: 0, idle: undefined };
  const iterator = requests[Symbol.asyncIterator]();
  let session: StreamSession | undefined;
  try {
    const first = await firstMessage(iterator, link, deps);
    if (first.$case === "config") {
      session = await openSession(first.value, link, deps, sessions);
    } else {
      session = resumeSession(first.value, link, sessions);
      yield {
        sequence: 0,
        event: { $case: "resumed", value: { receivedMessages: session.receivedMessages } },
      };
    }
    watchIdle(session, link, deps);
    void pump(iterator, session, link);
    yield* repliesOf(session, link);
  } finally {
    link.idle?.close();
    call.close();
    if (session !== undefined) await leave(session, link, sessions);
    // The pump, which may wait for a message, is not needed any more.
    call.abort(new SottoError("CANCELLED", "The call has ended."));
    void iterator.return?.().catch(() => undefined);
  }
}

async function* repliesOf(
  session: StreamSession,
  link: SessionLink,
): AsyncGenerator<StreamSynthesizeResponse, void, undefined> {
  for (;;) {
    const reply = await session.next(link);
    if (reply === undefined) return;
    yield reply;
    link.idle?.touch();
  }
}

/** @throws SottoError PROTOCOL where the first message is neither config nor resume; DEADLINE when it doesn't come. */
async function firstMessage(
  iterator: Requests,
  link: SessionLink,
  deps: SynthesisDeps,
): Promise<{ $case: "config"; value: SynthesisConfig } | { $case: "resume"; value: Resume }> {
  const idle = new IdleWatch({
    clock: deps.clock ?? systemClock,
    idleMs: deps.limits.idleMs,
    isIdle: () => true,
    onIdle: (error) => {
      link.call.abort(error);
    },
  });
  try {
    const result = await raceAbort(iterator.next(), link.call.signal);
    const message = result.done === true ? undefined : result.value.message;
    if (message?.$case === "config" || message?.$case === "resume") return message;
    const limit = "config or resume as the first message";
    throw new SottoError("PROTOCOL", `A stream must have ${limit}.`, { field: "message", limit });
  } finally {
    idle.close();
  }
}

async function openSession(
  given: SynthesisConfig,
  link: SessionLink,
  deps: SynthesisDeps,
  sessions: SessionStore,
): Promise<StreamSession> {
  const config = checkStreamConfig(given, deps);
  const lease = admit(deps.inference, config.model.id, sessions);
  try {
    const voice =
      config.prompt === undefined
        ? await raceAbort(deps.voices.resolve(config.voice, config.model), link.call.signal)
        : undefined;
    const resumeWindowMs = sessions.canPark ? config.resumeWindowMs : 0;
    const id = resumeWindowMs === 0 ? "" : randomBytes(SESSION_ID_BYTES).toString("hex");
    const { observer } = link;
    const session = new StreamSession({ config, lease, deps, voice, id, resumeWindowMs, observer });
    if (id !== "") sessions.add(session);
    session.attach(link);
    return session;
  } catch (error) {
    lease.release();
    throw error;
  }
}

function resumeSession(resume: Resume, link: SessionLink, sessions: SessionStore): StreamSession {
  const session = sessions.find(resume.session);
  link.sentSequence = resume.receivedSequence;
  // Where the replies are not held it stays as it was: parked, or on the link that it is on.
  session.attach(link);
  sessions.unpark(session);
  return session;
}

function watchIdle(session: StreamSession, link: SessionLink, deps: SynthesisDeps): void {
  link.idle = new IdleWatch({
    clock: deps.clock ?? systemClock,
    idleMs: deps.limits.idleMs,
    isIdle: () => session.isIdle,
    onIdle: (error) => {
      session.close(error);
    },
  });
}

/** Feeds the session from one link until the input ends or the link is gone. Never rejects. */
async function pump(iterator: Requests, session: StreamSession, link: SessionLink): Promise<void> {
  const { call } = link;
  try {
    for (;;) {
      await session.readyForInput(link);
      const result = await raceAbort(iterator.next(), call.signal);
      link.idle?.touch();
      if (result.done === true) {
        await session.halfClosed(link);
        return;
      }
      // Not given up when the link breaks: a message that was received is never lost.
      await session.accept(result.value);
    }
  } catch (error) {
    if (call.signal.aborted || session.isClosed) return;
    const failure = SottoError.from(error);
    // What can't be read is the client's fault and ends the session; anything else is a link that broke.
    if (failure.reason === "PROTOCOL" || failure.reason === "INVALID_FIELD") session.close(failure);
    else call.abort(failure);
  }
}

/** The call has ended, well or not: parks the session or closes it. */
async function leave(
  session: StreamSession,
  link: SessionLink,
  sessions: SessionStore,
): Promise<void> {
  if (!session.detach(link)) return;
  if (session.mayBeResumed && !isDraining(link)) {
    sessions.park(session);
    return;
  }
  sessions.forget(session);
  session.close(new SottoError("CANCELLED", "The call has ended."));
  await session.closed();
}

function isDraining({ call }: SessionLink): boolean {
  const reason: unknown = call.signal.reason;
  return reason instanceof SottoError && reason.reason === "DRAINING";
}
