import type { VoiceChoice } from "@sotto/models";
import { type Cancelled, SottoError } from "@sotto/proto";
import type { Clock } from "../scheduling/clock.js";
import type { Lease } from "../scheduling/inference.js";
import type { Condition } from "../support/condition.js";
import type { CheckedConfig } from "./check-config.js";
import { ListenerBuffer } from "./listener-buffer.js";
import { Outbox } from "./outbox.js";
import type { SynthesisDeps, SynthesisObserver } from "./ports.js";
import { ReplyStamper, type SpeechEvent } from "./reply-stamper.js";
import { Speaker } from "./speaker.js";
import type { SpeechSource } from "./speech-queue.js";
import type { Utterance } from "./utterance.js";

/** What a speech is made of. */
export interface SpeechOptions {
  /** Owned by the speech from here on: released when all is spoken, or on close. */
  readonly lease: Lease;
  readonly config: CheckedConfig;
  /** The voice, which may still be in the making. */
  readonly voice: Promise<VoiceChoice>;
  readonly source: SpeechSource;
  readonly createEncoder: SynthesisDeps["createEncoder"];
  readonly clock: Clock;
  /** The observer of the call that the speech now serves. */
  readonly observer: () => SynthesisObserver;
  /** Notified of every change of source and outbox. */
  readonly changed: Condition;
  readonly mustSpeak: boolean;
  /** Told of what went wrong while speaking, which `next` throws as well. */
  readonly onError: (error: SottoError) => void;
}

/**
 * One stream of speech on one lease: a speaker that fills the outbox while there is room, and the pulling end that gives
 * what is in it its place in the stream. Its owner closes it.
 */
export class Speech {
  readonly outbox: Outbox;
  readonly #options: SpeechOptions;
  readonly #listener: ListenerBuffer;
  readonly #stamper: ReplyStamper;
  readonly #speaker: Speaker;
  readonly #controller = new AbortController();
  #running: Promise<void> | undefined;
  #playedSamples = 0;

  constructor(options: SpeechOptions) {
    this.#options = options;
    this.outbox = new Outbox(options.changed);
    const { config, observer } = options;
    const now = (): number => options.clock.now();
    const listener = new ListenerBuffer(config.output.sampleRateHz);
    this.#listener = listener;
    this.#stamper = new ReplyStamper({ modelId: config.model.id, listener, now, observer });
    this.#speaker = new Speaker({ ...options, outbox: this.outbox, listener, now });
    // Whoever waits for the voice is told; if nobody does, its failure is not an unhandled one.
    options.voice.catch(() => undefined);
  }

  /** Whether it waits for text, with nothing left to send. */
  get isWaiting(): boolean {
    return this.#speaker.isWaiting && this.outbox.size === 0;
  }

  /** Begins to speak. What goes wrong is thrown by `next`. */
  start(): void {
    this.#running ??= this.#run();
  }

  /**
   * The next event, waited for; `undefined` after the last. Calling it says that the transport has the one before: the
   * time between counts as that of writing.
   * @throws SottoError what ended the speech; the reason of `signal`.
   */
  next(signal: AbortSignal): Promise<SpeechEvent | undefined> {
    this.handedOver();
    return this.outbox.take((item) => this.#stamper.stamp(item), signal);
  }

  /** The event given last is with the transport, or its link has broken; idempotent. */
  handedOver(): void {
    this.#stamper.handedOver();
  }

  /** The listener reports its position and what it still has. */
  playback(playedSamples: number, bufferedMs: number): void {
    this.#playedSamples = Math.max(this.#playedSamples, playedSamples);
    this.#listener.reported(this.#options.clock.now(), bufferedMs);
  }

  /**
   * Drops all that waits to be spoken or sent, stops what is in the making, and answers with `cancelled`.
   * @param playedSamples The listener's position, where known better than from the last report.
   * @param writing The utterance whose text is still being written.
   */
  cancel(playedSamples: number, writing: Utterance | undefined): void {
    const reason = new SottoError("CANCELLED", "The utterance was cancelled.");
    this.#options.source.interrupt(reason);
    this.outbox.dropSpeech();
    this.#playedSamples = Math.max(this.#playedSamples, playedSamples);
    this.#listener.dropped(this.#options.clock.now());
    this.outbox.push({ kind: "cancelled", value: this.#heard(writing) });
    this.#options.observer().bargeIn();
  }

  /**
   * Ends it with `error`, which `next` throws; idempotent. What is open is closed and the lease released at once.
   */
  close(error: SottoError): void {
    this.outbox.fail(error);
    this.#controller.abort(error);
    this.#options.source.interrupt(error);
    this.#options.lease.release();
  }

  /** Resolves when nothing runs any more; never rejects. */
  async closed(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      await this.#speaker.run(this.#controller.signal);
      this.outbox.end();
    } catch (error) {
      const failure = SottoError.from(error);
      this.outbox.fail(failure);
      this.#options.onError(failure);
    } finally {
      this.#options.lease.release();
    }
  }

  /** What was heard: of the last utterance that has sounded or, failing that, of the one in the making. */
  #heard(writing: Utterance | undefined): Cancelled {
    const { sentSamples, utterance: sounded } = this.#stamper;
    const heardSamples = Math.min(this.#playedSamples, sentSamples);
    const utterance = sounded ?? this.#speaker.utterance ?? writing;
    const heardOfIt = Math.max(0, heardSamples - (utterance?.firstSample ?? sentSamples));
    return {
      utterance: utterance?.number ?? 0,
      heardSamples,
      heardTextEnd: utterance?.heard.textEndAt(heardOfIt) ?? 0,
      nextSampleOffset: sentSamples,
    };
  }
}
