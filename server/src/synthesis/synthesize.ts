import { SottoError, type SynthesizeRequest, type SynthesizeResponse } from "@sotto/proto";
import { systemClock } from "../scheduling/clock.js";
import { raceAbort, throwIfAborted } from "../support/abort.js";
import { Condition } from "../support/condition.js";
import { admit } from "./admit.js";
import { CallSignal } from "./call-signal.js";
import { checkCallConfig } from "./check-config.js";
import { hasMoreCodePoints } from "./code-points.js";
import type { SynthesisDeps, SynthesisObserver } from "./ports.js";
import type { SpeechEvent } from "./reply-stamper.js";
import type { SessionStore } from "./session-store.js";
import { Speech } from "./speech.js";
import { startedReply } from "./started.js";
import { TextSource } from "./text-source.js";

type CallEvent = NonNullable<SynthesizeResponse["event"]>;

/**
 * Speaks a whole text as one utterance. Pulling is the back-pressure: nothing is computed beyond one step ahead of what
 * was pulled. Everything is checked before anything is computed. When the generator ends, however it does, what it held
 * is closed.
 *
 * @param sessions Where given, a parked session gives up its place for this call.
 * @throws SottoError INVALID_FIELD, MODEL_NOT_FOUND, VOICE_NOT_FOUND, UNSUPPORTED_STYLE, UNSUPPORTED_FEATURE,
 * UNSPEAKABLE_TEXT, BUSY, DRAINING, WORKER_LOST, DEADLINE (the call limit), the reason of `signal`.
 */
export async function* synthesize(
  request: SynthesizeRequest,
  deps: SynthesisDeps,
  observer: SynthesisObserver,
  signal: AbortSignal,
  sessions?: SessionStore,
): AsyncGenerator<SynthesizeResponse, void, undefined> {
  const clock = deps.clock ?? systemClock;
  const acceptedMs = clock.now();
  throwIfAborted(signal);
  checkText(request.text, deps.limits.textCharsMax);
  const config = checkCallConfig(request.config, deps);
  const lease = admit(deps.inference, config.model.id, sessions);
  const call = new CallSignal(signal, clock, deps.limits.callMs);
  let speech: Speech | undefined;
  try {
    const found = deps.voices.resolve(config.voice, config.model);
    const voice = await raceAbort(found, call.signal);
    speech = new Speech({
      lease,
      config,
      voice: Promise.resolve(voice.choice),
      source: new TextSource(request.text, acceptedMs),
      createEncoder: deps.createEncoder,
      clock,
      observer: () => observer,
      changed: new Condition(),
      mustSpeak: true,
      onError: () => undefined,
    });
    const started = startedReply(config, voice.name, { id: "", windowMs: 0 });
    speech.outbox.push({ kind: "started", value: started });
    speech.start();
    for (;;) {
      const event = await speech.next(call.signal);
      if (event === undefined) return;
      yield { event: callEvent(event) };
    }
  } finally {
    call.close();
    speech?.close(new SottoError("CANCELLED", "The call has ended."));
    lease.release();
    await speech?.closed();
  }
}

/** @throws SottoError INVALID_FIELD or UNSPEAKABLE_TEXT (`text`). */
function checkText(text: string, charsMax: number): void {
  if (text === "" || hasMoreCodePoints(text, charsMax)) {
    throw SottoError.invalidField("text", `1 to ${charsMax} characters`);
  }
  if (text.trim() !== "") return;
  throw new SottoError("UNSPEAKABLE_TEXT", "There is nothing to say in the text.", {
    field: "text",
    limit: "something to say: at least one word",
  });
}

function callEvent(event: SpeechEvent): CallEvent {
  switch (event.$case) {
    case "started":
    case "audio":
    case "marks":
    case "utteranceDone":
      return event;
    case "resumed":
    case "voiceReady":
    case "flushed":
    case "cancelled":
      throw new Error(`This is a bug: a call without input has the event ${event.$case}`);
  }
}
