import type { SpeechEvent } from "../../src/session/speech-session.js";
import { SpeechStream } from "../../src/session/speech-stream.js";
import type { SpeechStreamOptions } from "../../src/session/speech-stream-options.js";
import { FastClock } from "./fast-clock.js";

/** A stream to `address` with settings that suit tests; `more` overrides them. */
export function openStream(address: string, more: Partial<SpeechStreamOptions> = {}): SpeechStream {
  return new SpeechStream({
    server: { address, connectTimeoutMs: 120_000, keepaliveMs: 60_000, keepaliveTimeoutMs: 60_000 },
    config: { resumeWindowMs: 60_000 },
    signal: new AbortController().signal,
    startBudgetMs: 0,
    clock: new FastClock(),
    random: () => 0.5,
    ...more,
  });
}

/** What came out of a stream. */
export interface Received {
  readonly events: SpeechEvent[];
  readonly sound: Buffer;
}

/** Reads `stream` to its end. */
export async function receive(stream: SpeechStream): Promise<Received> {
  const events: SpeechEvent[] = [];
  for await (const event of stream.events()) events.push(event);
  const chunks = events.map((e) => (e.$case === "audio" ? e.value.audio : Buffer.of()));
  return { events, sound: Buffer.concat(chunks) };
}

/** The events of `stream`, to be taken one by one. */
export function iterate(stream: SpeechStream): AsyncIterator<SpeechEvent, undefined> {
  return stream.events()[Symbol.asyncIterator]() as AsyncIterator<SpeechEvent, undefined>;
}

/** Takes events up to and including the next one of kind `wanted`. */
export async function skipTo(
  events: AsyncIterator<SpeechEvent, undefined>,
  wanted: SpeechEvent["$case"],
): Promise<void> {
  for (;;) {
    const { done, value } = await events.next();
    if (done === true) throw new Error(`The stream ended before any ${wanted}.`);
    if (value.$case === wanted) return;
  }
}

/** Takes all events that are left. */
export async function restOf(
  events: AsyncIterator<SpeechEvent, undefined>,
): Promise<SpeechEvent[]> {
  const rest: SpeechEvent[] = [];
  for (;;) {
    const { done, value } = await events.next();
    if (done === true) return rest;
    rest.push(value);
  }
}
