import type { HeardPosition, SpeechEvent, SpeechSession } from "../session/speech-session.js";
import type { OpenedSession } from "./open-session.js";
import { playSession } from "./play-session.js";
import type { OutputPosition, SpeechOutput } from "./speech-output.js";
import { SpeechStats } from "./speech-stats.js";

/** What a {@link Conversation} needs. */
export interface ConversationOptions {
  /** Opens a session; called anew where the server has ended the one before. */
  readonly openSession: (signal: AbortSignal) => Promise<OpenedSession>;
  /** Opens the output of a session. */
  readonly openOutput: (onPlayed: (position: OutputPosition) => void) => SpeechOutput;
  readonly signal: AbortSignal;
  /** Called with each event. */
  readonly onEvent: (event: SpeechEvent) => void;
  /** Called when a session has failed with speech pending; the conversation goes on with the next line. */
  readonly onFailure: (error: unknown) => void;
}

/** A session with its output, playing. */
interface Current {
  readonly session: SpeechSession;
  readonly output: SpeechOutput;
  readonly stats: SpeechStats;
  /** Resolves when the session has ended, whether well or not. */
  playing: Promise<void>;
  over: boolean;
}

/**
 * Lines spoken one after the other, each sent while the ones before still play, until somebody barges in. A session that
 * ended while nothing was pending (servers end idle ones) is silently replaced at the next line. Its owner disposes it.
 */
export class Conversation implements AsyncDisposable {
  readonly #options: ConversationOptions;
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  #current: Current | undefined;
  #pending = 0;
  #muted = false;
  #bargedIn = false;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#abort.signal]);
  }

  /** Whether something is being spoken or waits to be, and was not cut off already. */
  get speaking(): boolean {
    if (this.#bargedIn) return false;
    return this.#pending > 0 || (this.#current?.output.position().bufferedMs ?? 0) > 0;
  }

  /** Speaks `line` after what is pending. Resolves when it was sent. */
  async say(line: string): Promise<void> {
    const { session, stats } = await this.#session();
    this.#bargedIn = false;
    this.#pending += 1;
    stats.asked();
    const sent = session.sendText(line);
    const done = (): void => {
      this.#pending -= 1;
    };
    session.flush().then(done, done);
    await sent.catch(() => undefined);
  }

  /**
   * Barge-in: ends sound at once, then tells the server how far it was heard. Resolves with the server's answer;
   * `undefined` where there was nothing to cut off.
   */
  async bargeIn(): Promise<HeardPosition | undefined> {
    const current = this.#current;
    if (current === undefined || current.over) return undefined;
    this.#bargedIn = true;
    this.#muted = true;
    try {
      const { playedSamples } = await current.output.interrupt();
      return await current.session.cancel(playedSamples);
    } finally {
      this.#muted = false;
    }
  }

  /** No more lines come: resolves when all was heard. Throws what the output fails with. */
  async finish(): Promise<{ stats: SpeechStats; position: OutputPosition; reconnects: number }> {
    const current = await this.#session();
    current.session.end();
    await current.playing;
    const position = await current.output.finish();
    return { stats: current.stats, position, reconnects: current.session.reconnects };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#close();
  }

  async #session(): Promise<Current> {
    if (this.#current?.over === false) return this.#current;
    await this.#close();
    const { session } = await this.#options.openSession(this.#signal);
    const output = this.#options.openOutput((position) => {
      session.reportPlayback(position);
    });
    const stats = new SpeechStats();
    const current: Current = { session, output, stats, over: false, playing: Promise.resolve() };
    current.playing = this.#play(current);
    this.#current = current;
    return current;
  }

  async #play(current: Current): Promise<void> {
    const { session, output, stats } = current;
    const { onEvent, onFailure } = this.#options;
    try {
      await playSession({ session, output, stats, onEvent, muted: () => this.#muted });
    } catch (error) {
      if (this.#pending > 0 || this.#signal.aborted) onFailure(error);
    } finally {
      current.over = true;
    }
  }

  async #close(): Promise<void> {
    const closing = this.#current;
    this.#current = undefined;
    if (closing === undefined) return;
    await closing.session[Symbol.asyncDispose]();
    await closing.playing;
    await closing.output[Symbol.asyncDispose]();
  }
}
