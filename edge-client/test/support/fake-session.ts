import { once } from "node:events";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import {
  durationFromMs,
  PromptVerdict,
  type StreamSynthesizeRequest,
  type StreamSynthesizeResponse,
  type SynthesisConfig,
} from "@sotto/proto";
import { type FakeCounters, fakeStarted, fakeUtterance } from "./fake-speech.js";

type Event = NonNullable<StreamSynthesizeResponse["event"]>;

/** A StreamSynthesize call at the server's end. */
export type FakeCall = ServerDuplexStream<StreamSynthesizeRequest, StreamSynthesizeResponse>;

/** One stream of the fake server, which outlives its links. */
export class FakeSession {
  readonly id: string;
  /** All messages received, over all links. */
  readonly received: NonNullable<StreamSynthesizeRequest["message"]>[] = [];
  /** The sound sent is held back from this many chunks on, until a cancel comes. */
  holdAfterChunks = Number.POSITIVE_INFINITY;
  readonly #replies: StreamSynthesizeResponse[] = [];
  readonly #counters: FakeCounters = { utterance: 0, audioSequence: 0, samples: 0 };
  readonly #work: Iterator<Event, void>[] = [];
  #text = "";
  #ended = false;
  #link: FakeCall | undefined;
  #wake: (() => void) | undefined;

  constructor(id: string) {
    this.id = id;
  }

  /** How many chunks of sound were made. */
  get sentChunks(): number {
    return this.#counters.audioSequence;
  }

  /** Whether nothing is left to be sent. */
  get idle(): boolean {
    return this.#work.length === 0 && this.#text === "";
  }

  /** Sends no more over the link that it has. */
  detach(): void {
    this.#link = undefined;
    this.#wake?.();
  }

  /** The bytes of prompt received. */
  get prompt(): Buffer {
    return Buffer.concat(
      this.received.map((m) => (m.$case === "promptAudio" ? m.value : Buffer.of())),
    );
  }

  /** Takes a message of the stream. */
  take(message: NonNullable<StreamSynthesizeRequest["message"]>, resumeWindowMs: number): void {
    this.received.push(message);
    switch (message.$case) {
      case "config":
        this.#add([fakeStarted(this.id, resumeWindowMs, voiceOf(message.value))]);
        break;
      case "promptEnd":
        this.#add([this.#voiceReady()]);
        break;
      case "text":
        this.#text += message.value;
        break;
      case "flush":
        this.#speak();
        this.#work.push(flushed(message.value.id, this.#counters));
        break;
      case "cancel":
        this.#cancel(message.value.playedSamples);
        break;
      case "promptAudio":
      case "playback":
      case "resume":
        break;
    }
    this.#wake?.();
  }

  /** Takes the end of the input. */
  end(): void {
    this.#speak();
    this.#ended = true;
    this.#wake?.();
  }

  /** Replies over `call` from behind `receivedSequence` on, until the stream is over or the link is. */
  async serve(call: FakeCall, receivedSequence: number): Promise<void> {
    this.#link = call;
    // A call that is ended with an error is detached as well.
    const cancelled = once(call, "cancelled").catch(() => undefined);
    let at = receivedSequence;
    while (this.#link === call && !call.cancelled) {
      const reply = this.#replies[at] ?? this.#produce();
      if (reply !== undefined) {
        at += 1;
        if (!call.write(reply)) await Promise.race([once(call, "drain"), cancelled]);
      } else if (this.#ended && this.#work.length === 0) {
        call.end();
        return;
      } else {
        const woken = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        await Promise.race([woken, cancelled]);
      }
    }
  }

  #produce(): StreamSynthesizeResponse | undefined {
    for (let work = this.#work[0]; work !== undefined; work = this.#work[0]) {
      if (this.#counters.audioSequence >= this.holdAfterChunks) return undefined;
      const { value } = work.next();
      if (value !== undefined) {
        const reply = { sequence: this.#replies.length + 1, event: value };
        this.#replies.push(reply);
        return reply;
      }
      this.#work.shift();
    }
    return undefined;
  }

  #speak(): void {
    // As with a real one, dots and dashes alone make no sound.
    if (/[^\s.-]/.test(this.#text)) this.#work.push(fakeUtterance(this.#text, this.#counters));
    this.#text = "";
  }

  #add(events: Event[]): void {
    this.#work.push(events.values());
  }

  #cancel(playedSamples: number): void {
    this.#text = "";
    this.#work.length = 0;
    this.holdAfterChunks = Number.POSITIVE_INFINITY;
    const { utterance, samples } = this.#counters;
    const heardSamples = Math.min(playedSamples, samples);
    this.#add([
      {
        $case: "cancelled",
        value: { utterance, heardSamples, heardTextEnd: 1, nextSampleOffset: samples },
      },
    ]);
  }

  #voiceReady(): Event {
    return {
      $case: "voiceReady",
      value: {
        voice: "voices/00000000000000000000000000000000",
        verdict: PromptVerdict.GOOD,
        promptDuration: durationFromMs(3000),
        speechDuration: durationFromMs(2500),
        summary: `${this.prompt.length} bytes of prompt`,
      },
    };
  }
}

/** The answer to a flush, made when its turn comes. */
function* flushed(id: number, at: FakeCounters): Generator<Event, void, undefined> {
  yield { $case: "flushed", value: { id, utterance: at.utterance } };
}

function voiceOf(config: SynthesisConfig): string {
  if (config.prompt !== undefined) return "";
  return config.voice === "" ? "fake-voice" : config.voice;
}
