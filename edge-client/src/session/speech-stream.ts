import {
  PROMPT_PIECE_BYTES_MAX,
  SottoError,
  type StreamSynthesizeResponse,
  SynthesisConfig,
  type SynthesisStarted,
} from "@sotto/proto";
import { type Clock, systemClock } from "../clock.js";
import { BoundedQueue } from "./bounded-queue.js";
import { brokenStreamError, cancelledError, toError } from "./broken-stream-error.js";
import { LinkError } from "./link-error.js";
import { PendingAcks } from "./pending-acks.js";
import { PlaybackReporter } from "./playback-reporter.js";
import { quiet } from "./quiet.js";
import { Reconnector } from "./reconnector.js";
import {
  type FlushOutcome,
  type HeardPosition,
  isSound,
  type PlaybackReport,
  type SpeechEvent,
  type SpeechSession,
} from "./speech-session.js";
import type { SpeechStreamOptions } from "./speech-stream-options.js";
import { StreamInput } from "./stream-input.js";
import type { StreamLink } from "./stream-link.js";
import { TextPieces } from "./text-pieces.js";
import { withLink } from "./with-link.js";

/** The most events that wait for their reader; beyond it, the link is not read (chunks hold at most 16 KiB). */
const EVENTS_WAITING_MAX = 32;

/**
 * A speech session over StreamSynthesize that outlives its link: when that breaks, it is made again with growing delays,
 * and the stream goes on where it was, in both directions, with nothing repeated and nothing lost, for as long as the
 * server holds it. See {@link SpeechSession} for the rules.
 */
export class SpeechStream implements SpeechSession {
  readonly #options: SpeechStreamOptions;
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  readonly #input = new StreamInput();
  readonly #text = new TextPieces();
  readonly #acks = new PendingAcks();
  readonly #events = new BoundedQueue<SpeechEvent>(EVENTS_WAITING_MAX);
  readonly #reporter: PlaybackReporter;
  readonly #reconnector: Reconnector;
  readonly #running: Promise<Error | undefined>;
  #started: SynthesisStarted | undefined;
  #lastSequence = 0;
  #receivedSamples = 0;
  #nextFlushId = 1;
  #reconnects = 0;
  #over = false;

  constructor(options: SpeechStreamOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#signal = AbortSignal.any([options.signal, this.#abort.signal]);
    this.#reporter = new PlaybackReporter(this.#clock, this.#sendPlayback);
    this.#reconnector = new Reconnector({
      clock: this.#clock,
      random: options.random ?? Math.random,
      signal: this.#signal,
      onWait: (error, retryInMs) => options.onLink?.({ kind: "lost", error, retryInMs }),
    });
    this.#input.addNow({ $case: "config", value: SynthesisConfig.fromPartial(options.config) });
    this.#running = this.#run();
  }

  /** Resolves when the stream is over, with what it failed with. Never rejects. */
  get ended(): Promise<Error | undefined> {
    return this.#running;
  }

  get reconnects(): number {
    return this.#reconnects;
  }

  events(): AsyncIterable<SpeechEvent> {
    return this.#events;
  }

  sendPrompt(piece: Uint8Array): Promise<void> {
    return quiet(this.#sendPrompt(piece));
  }

  endPrompt(transcript = ""): Promise<void> {
    const message = { $case: "promptEnd", value: { transcript } } as const;
    return quiet(this.#input.add(message, transcript.length * 3, () => undefined));
  }

  sendText(text: string): Promise<void> {
    return this.#sendPieces(this.#text.push(text));
  }

  flush(id = this.#nextFlushId): Promise<FlushOutcome> {
    this.#nextFlushId = id + 1;
    return quiet(this.#flush(id));
  }

  cancel(playedSamples: number): Promise<HeardPosition> {
    return quiet(this.#cancel(playedSamples));
  }

  reportPlayback(report: PlaybackReport): void {
    this.#reporter.report(report);
  }

  end(): void {
    void this.#sendPieces(this.#text.rest());
    this.#input.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort(new SottoError("CANCELLED", "The stream was closed."));
    await this.#running;
  }

  async #sendPrompt(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.length; at += PROMPT_PIECE_BYTES_MAX) {
      const value = Buffer.from(piece.subarray(at, at + PROMPT_PIECE_BYTES_MAX));
      await this.#input.add({ $case: "promptAudio", value }, value.length, () => undefined);
    }
  }

  #sendPieces(pieces: readonly string[]): Promise<void> {
    // All are put into the row at once, so that nobody else's input comes between them.
    const sent = pieces.map((value) =>
      this.#input.add({ $case: "text", value }, value.length * 3, () => undefined),
    );
    return quiet(Promise.all(sent).then(() => undefined));
  }

  async #flush(id: number): Promise<FlushOutcome> {
    const rest = this.#sendPieces(this.#text.rest());
    const flush = this.#input.add({ $case: "flush", value: { id } }, 8, (inputNumber) => ({
      answer: this.#acks.addFlush(id, inputNumber),
    }));
    const [outcome] = await Promise.all([flush, rest]);
    return outcome === undefined ? { kind: "cancelled" } : outcome.answer;
  }

  async #cancel(playedSamples: number): Promise<HeardPosition> {
    if (this.#over || this.#input.ended) {
      throw new SottoError(
        "PROTOCOL",
        "A stream whose input has ended can't be cut off, only closed.",
      );
    }
    this.#text.rest();
    this.#acks.dropFlushesBefore(Number.POSITIVE_INFINITY);
    const message = { $case: "cancel", value: { playedSamples } } as const;
    const heard = this.#acks.addCancel(this.#input.bargeIn(message));
    this.#events.discard(isSound);
    return heard;
  }

  readonly #sendPlayback = ({ bufferedMs, playedSamples, underruns }: PlaybackReport): void => {
    if (this.#over || this.#input.ended || this.#started === undefined) return;
    const value = {
      bufferedMs: Math.max(0, Math.round(bufferedMs)),
      playedSamples: Math.min(playedSamples, this.#receivedSamples),
      underruns,
      receivedSequence: this.#lastSequence,
    };
    this.#input.addPlayback({ $case: "playback", value });
  };

  /** Runs one link after the other until the stream has ended or failed; never rejects. */
  async #run(): Promise<Error | undefined> {
    let failure: Error | undefined;
    try {
      while (!(await this.#tryLink()));
    } catch (error) {
      failure = this.#signal.aborted ? cancelledError(this.#signal) : toError(error);
    }
    this.#finish(failure);
    return failure;
  }

  /** Runs one link; returns true when the stream has ended well, false when another link shall be tried. */
  async #tryLink(): Promise<boolean> {
    try {
      const { server, metadata } = this.#options;
      const options = { server, metadata, signal: this.#signal, clock: this.#clock };
      await withLink(options, (link, answered) => this.#runLink(link, answered));
      return true;
    } catch (error) {
      this.#signal.throwIfAborted();
      await this.#waitAfter(error);
      return false;
    }
  }

  async #waitAfter(error: unknown): Promise<void> {
    const started = this.#started;
    const next = await this.#reconnector.waitAfter(error, {
      started: started !== undefined,
      resumeWindowMs: started === undefined || started.session === "" ? 0 : started.resumeWindowMs,
      startBudgetMs: this.#input.isWhole ? this.#options.startBudgetMs : 0,
    });
    if (next === "retry") return;
    throw brokenStreamError(error, {
      expired: next === "expired",
      started,
      heardSamples: this.#reporter.latest.playedSamples,
      receivedSamples: this.#receivedSamples,
    });
  }

  async #runLink(link: StreamLink, answered: () => void): Promise<void> {
    let pump = Promise.resolve();
    const startPump = (): void => {
      pump = this.#input.pumpTo(link);
    };
    try {
      await this.#greet(link, startPump);
      for await (const reply of link.replies()) {
        answered();
        await this.#take(reply, startPump);
      }
    } finally {
      link[Symbol.dispose]();
      await link.ended;
      this.#input.wake();
      await pump;
    }
  }

  /** Says who we are: a new stream sends its input from the beginning on, one that goes on waits to hear from where. */
  async #greet(link: StreamLink, startPump: () => void): Promise<void> {
    if (this.#started === undefined) {
      this.#input.rewind(0);
      startPump();
      return;
    }
    const value = { session: this.#started.session, receivedSequence: this.#lastSequence };
    await link.write({ message: { $case: "resume", value } });
  }

  async #take(reply: StreamSynthesizeResponse, startPump: () => void): Promise<void> {
    const { event, sequence } = reply;
    if (event?.$case === "resumed") {
      this.#reconnects += 1;
      this.#input.rewind(event.value.receivedMessages);
      startPump();
      this.#options.onLink?.({ kind: "resumed" });
      return;
    }
    // A reply that was received before the link broke; it was heard once already.
    if (sequence <= this.#lastSequence) return;
    if (sequence !== this.#lastSequence + 1) {
      throw new LinkError(
        "lost",
        "Replies of the server are missing: check the network, then try again.",
      );
    }
    this.#lastSequence = sequence;
    this.#reconnector.progressed();
    // An event of a later version of the contract is counted and passed over.
    if (event === undefined) return;
    this.#note(event);
    if (this.#acks.cancelling && isSound(event)) return;
    await this.#events.push(event, this.#signal);
  }

  #note(event: SpeechEvent): void {
    switch (event.$case) {
      case "started":
        this.#started = event.value;
        this.#input.acknowledge(1);
        break;
      case "audio":
        this.#receivedSamples = event.value.sampleOffset + event.value.samples;
        break;
      case "flushed":
        this.#input.acknowledge(this.#acks.flushed(event.value));
        break;
      case "cancelled":
        this.#input.acknowledge(this.#acks.cancelled(event.value));
        break;
      case "voiceReady":
      case "marks":
      case "utteranceDone":
        break;
    }
  }

  #finish(error: Error | undefined): void {
    this.#over = true;
    this.#reporter.stop();
    const failure = error ?? new SottoError("CANCELLED", "The stream has ended.");
    this.#acks.fail(failure);
    this.#input.fail(failure);
    if (error === undefined) this.#events.end();
    else this.#events.fail(error);
  }
}
