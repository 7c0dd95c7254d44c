import type { VoiceChoice } from "@sotto/models";
import {
  SottoError,
  type StreamSynthesizeRequest,
  type StreamSynthesizeResponse,
} from "@sotto/proto";
import { type Clock, systemClock } from "../scheduling/clock.js";
import type { Lease } from "../scheduling/inference.js";
import { throwIfAborted } from "../support/abort.js";
import { Condition } from "../support/condition.js";
import { Deferred } from "../support/deferred.js";
import { wait } from "../support/wait.js";
import type { CheckedConfig } from "./check-config.js";
import { notedLease } from "./noted-lease.js";
import type { SynthesisDeps, SynthesisObserver } from "./ports.js";
import { type EncodedPrompt, PromptIntake } from "./prompt-intake.js";
import { ReplyLog } from "./reply-log.js";
import { SessionInput } from "./session-input.js";
import type { SessionLink } from "./session-link.js";
import { expired } from "./session-store.js";
import { Speech } from "./speech.js";
import { SpeechQueue } from "./speech-queue.js";
import { startedReply } from "./started.js";
import { UtteranceWriter } from "./utterance-writer.js";
import { voiceReadyReply } from "./voice-ready.js";

/** Most items that wait to be spoken before reading pauses: bounds what many short messages can pile up. */
const QUEUED_ITEMS_MAX = 1024;

/** Most replies that wait to be pulled before reading pauses: a client that asks and never reads. */
const UNSENT_REPLIES_MAX = 64;

/**
 * How long the end of a resumable session's input waits to be believed, in ms. When a link breaks, its end may be seen
 * as a half-close shortly before it is seen as broken (grpc/grpc-node#2592).
 */
const HALF_CLOSE_SETTLE_MS = 5;

/** What a session is made of. */
export interface StreamSessionOptions {
  readonly config: CheckedConfig;
  /** Owned by the session from here on. */
  readonly lease: Lease;
  readonly deps: SynthesisDeps;
  /** The voice asked for; `undefined` where a prompt follows. */
  readonly voice: { readonly name: string; readonly choice: VoiceChoice } | undefined;
  /** The secret to resume by; empty where the session can't be. */
  readonly id: string;
  readonly resumeWindowMs: number;
  readonly observer: SynthesisObserver;
}

/**
 * One stream of a client, over all its links: input, speech, and the replies that may have to be sent again. While it is
 * on no link nothing is computed; its lease is kept, so that it goes on where it stopped. Whoever holds it closes it.
 */
export class StreamSession {
  readonly #options: StreamSessionOptions;
  readonly #clock: Clock;
  readonly #changed = new Condition();
  readonly #controller = new AbortController();
  readonly #voice = new Deferred<VoiceChoice>();
  readonly #queue = new SpeechQueue(this.#changed);
  readonly #writer: UtteranceWriter;
  readonly #speech: Speech;
  readonly #input: SessionInput;
  readonly #log: ReplyLog;
  #observer: SynthesisObserver;
  #link: SessionLink | undefined;
  /** The config is the first. */
  #receivedMessages = 1;
  #isAccepting = false;
  #holdsLease = true;

  constructor(options: StreamSessionOptions) {
    this.#options = options;
    const { config, deps, voice, id, resumeWindowMs } = options;
    this.#clock = deps.clock ?? systemClock;
    this.#observer = options.observer;
    this.#log = new ReplyLog(id === "" ? Infinity : deps.limits.resumeBufferBytes, () => {
      this.limitHit("resume_buffer_bytes");
    });
    this.#writer = new UtteranceWriter(this.#queue, this.#clock, config.textWaitMs);
    this.#speech = this.#createSpeech();
    this.#input = this.#createInput();
    const value = startedReply(config, voice?.name ?? "", { id, windowMs: resumeWindowMs });
    this.#speech.outbox.push({ kind: "started", value });
    this.#speech.outbox.setPaused(true);
    if (voice !== undefined) this.#voice.resolve(voice.choice);
    this.#speech.start();
  }

  get id(): string {
    return this.#options.id;
  }

  /** For how long it may be parked, in ms; 0 for not at all. */
  get resumeWindowMs(): number {
    return this.#options.resumeWindowMs;
  }

  /** Whether it was ended, by its owner or by an error. */
  get isClosed(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Whether it still takes a place on a worker. */
  get holdsLease(): boolean {
    return this.#holdsLease;
  }

  /** How many messages of the client were received, over all links. */
  get receivedMessages(): number {
    return this.#receivedMessages;
  }

  /** Whether there is nothing left to do but to wait for the client. */
  get isIdle(): boolean {
    if (this.#isAccepting || this.#input.hasEnded) return false;
    const waits = this.#input.takesPrompt ? this.#speech.outbox.size === 0 : this.#speech.isWaiting;
    return waits && (this.#input.takesPrompt || this.#voice.isSettled);
  }

  /** Whether a client may want to go on with it: it has not failed, and not every reply is known to have arrived. */
  get mayBeResumed(): boolean {
    if (this.id === "" || this.isClosed) return false;
    return !this.#speech.outbox.isDrained || this.#log.holds > 0;
  }

  /** Tells the call's observer of a limit. */
  limitHit(limit: string): void {
    this.#observer.limitHit(limit);
  }

  /**
   * Puts the session on `link`, from the reply after `link.sentSequence` on. A link that it is on is ended: it is most
   * likely dead without knowing yet.
   * @throws SottoError RESUME_EXPIRED when those replies are not held; INVALID_FIELD when they were never sent.
   */
  attach(link: SessionLink): void {
    if (link.sentSequence > this.#log.lastSequence) {
      throw SottoError.invalidField("resume.received_sequence", "a sequence that was sent");
    }
    if (!this.#log.canResumeAfter(link.sentSequence)) throw expired();
    this.#link?.call.abort(new SottoError("CANCELLED", "The session was resumed on another link."));
    this.#log.acknowledge(link.sentSequence);
    this.#link = link;
    this.#observer = link.observer;
    this.#speech.outbox.setPaused(false);
  }

  /** Takes the session off `link`; false where it is on another by now. */
  detach(link: SessionLink): boolean {
    if (this.#link !== link) return false;
    this.#speech.handedOver();
    this.#link = undefined;
    this.#speech.outbox.setPaused(true);
    return true;
  }

  /**
   * The next reply for `link`, waited for; `undefined` after the last.
   * @throws SottoError what ended the session; the reason of the link's signal.
   */
  async next(link: SessionLink): Promise<StreamSynthesizeResponse | undefined> {
    for (;;) {
      const reply = this.#log.after(link.sentSequence);
      if (reply !== undefined) {
        link.sentSequence = reply.sequence;
        if (this.id === "") this.#log.acknowledge(reply.sequence);
        return reply;
      }
      const event = await this.#speech.next(link.call.signal);
      if (event === undefined) return undefined;
      // Even where the link was replaced meanwhile: the new one finds the reply in the log.
      this.#log.add(event);
    }
  }

  /**
   * Resolves when the next message may be read from `link`: the one before is done with, and there is room.
   * @throws SottoError the reason of the link's signal; what ended the session.
   */
  async readyForInput(link: SessionLink): Promise<void> {
    const { pendingTextCharsMax } = this.#options.deps.limits;
    const hasRoom = (): boolean => {
      if (this.#speech.outbox.size >= UNSENT_REPLIES_MAX) return false;
      // Before prompt_end nothing is spoken, and waiting for that would wait for ever; the input has limits of its own.
      if (this.#input.takesPrompt) return true;
      return (
        this.#queue.size < QUEUED_ITEMS_MAX && this.#writer.pendingChars <= pendingTextCharsMax
      );
    };
    const ready = (): boolean => !this.#isAccepting && hasRoom();
    if (!this.#isAccepting && !ready()) this.limitHit("pending_input");
    await this.#changed.until(() => this.isClosed || ready(), link.call.signal);
    throwIfAborted(this.#controller.signal);
  }

  /** Takes a message of the client. What is wrong with it ends the session; this never rejects. */
  async accept({ message }: StreamSynthesizeRequest): Promise<void> {
    this.#receivedMessages += 1;
    this.#isAccepting = true;
    try {
      if (message === undefined) {
        throw new SottoError("PROTOCOL", "A message has none of the oneof's fields.", {
          field: "message",
          limit: "one of the oneof's fields",
        });
      }
      await this.#input.accept(message);
    } catch (error) {
      this.close(SottoError.from(error));
    } finally {
      this.#isAccepting = false;
      this.#changed.notify();
    }
  }

  /** The input on `link` has ended; rejects only with the reason of the link's signal. */
  async halfClosed(link: SessionLink): Promise<void> {
    if (this.id !== "") await wait(this.#clock, HALF_CLOSE_SETTLE_MS, link.call.signal);
    try {
      this.#input.end();
      // The queue may end only when the voice of a prompt has been told of.
      void this.#voice.promise.then(
        () => {
          this.#queue.end();
        },
        () => undefined,
      );
    } catch (error) {
      this.close(SottoError.from(error));
    }
  }

  /** Ends the session with `error`, which its link is told; idempotent. What is open is closed at once. */
  close(error: SottoError): void {
    this.#holdsLease = false;
    this.#controller.abort(error);
    this.#voice.reject(error);
    this.#speech.close(error);
    this.#input.close();
    this.#changed.notify();
  }

  /** Resolves when nothing of a closed session runs any more; never rejects. */
  async closed(): Promise<void> {
    await this.#speech.closed();
  }

  #createSpeech(): Speech {
    const { config, lease, deps } = this.#options;
    return new Speech({
      lease: notedLease(lease, () => {
        this.#holdsLease = false;
      }),
      config,
      voice: this.#voice.promise,
      source: this.#queue,
      createEncoder: deps.createEncoder,
      clock: this.#clock,
      observer: () => this.#observer,
      changed: this.#changed,
      mustSpeak: false,
      onError: (error) => {
        this.close(error);
      },
    });
  }

  #createInput(): SessionInput {
    const { config, lease, deps } = this.#options;
    const { prompt } = config;
    const signal = this.#controller.signal;
    return new SessionInput({
      intake: prompt === undefined ? undefined : new PromptIntake(lease, prompt, deps, signal),
      speech: this.#speech,
      queue: this.#queue,
      writer: this.#writer,
      onVoice: (voice) => {
        this.#takeVoice(voice);
      },
      onError: (error) => {
        this.close(error);
      },
      onAcknowledged: (sequence) => {
        this.#log.acknowledge(Math.min(sequence, this.#link?.sentSequence ?? 0));
      },
      pendingTextCharsMax: deps.limits.pendingTextCharsMax,
    });
  }

  #takeVoice(voice: EncodedPrompt): void {
    const { cloningDescription } = this.#options.config.model;
    const value = voiceReadyReply(voice, cloningDescription);
    this.#speech.outbox.push({ kind: "voiceReady", value });
    this.#voice.resolve({ kind: "profile", profile: voice.profile });
  }
}
