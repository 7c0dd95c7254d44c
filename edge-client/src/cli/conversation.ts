import { SottoError } from "@sotto/proto";
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
  readonly offline: boolean;
  readonly output: SpeechOutput;
  readonly stats: SpeechStats;
  /** Resolves when the session has ended, whether well or not. */
  playing: Promise<void>;
  over: boolean;
}

/** What a conversation's latest session came to. */
export interface Spoken {
  readonly stats: SpeechStats;
  readonly position: OutputPosition;
  readonly reconnects: number;
  /** Whether the voice on this machine spoke. */
  readonly offline: boolean;
}

const NOTHING_SPOKEN: Spoken = {
  stats: new SpeechStats(),
  position: { playedSamples: 0, bufferedMs: 0, underruns: 0, underrunMs: 0 },
  reconnects: 0,
  offline: false,
};

/**
 * Lines spoken one after the other, each sent while the ones before still play, until somebody barges in. A session that
 * ended while nothing was pending (servers end idle ones) is silently replaced at the next line. Its owner disposes it.
 */
export class Conversation implements AsyncDisposable {
  readonly #options: ConversationOptions;
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  #current: Current | undefined;
  /** The lines whose end has not been received. */
  #pending: string[] = [];
  /** Whether any sound of the first pending line has come. */
  #begun = false;
  /** Lines being said again on a new session. */
  #saidAgain: Promise<void> = Promise.resolve();
  #muted = false;
  #bargedIn = false;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#abort.signal]);
  }

  /** Whether something is being spoken or waits to be, and was not cut off already. */
  get speaking(): boolean {
    if (this.#bargedIn) return false;
    return this.#pending.length > 0 || (this.#current?.output.position().bufferedMs ?? 0) > 0;
  }

  /** What the latest session has come to until now. */
  get spoken(): Spoken {
    if (this.#current === undefined) return NOTHING_SPOKEN;
    const { stats, output, session, offline } = this.#current;
    return { stats, position: output.position(), reconnects: session.reconnects, offline };
  }

  /** Speaks `line` after what is pending. Resolves when it was sent. */
  async say(line: string): Promise<void> {
    const { session, stats } = await this.#session();
    this.#bargedIn = false;
    this.#pending.push(line);
    stats.asked();
    const sent = session.sendText(line);
    session.flush().then(
      () => {
        this.#pending.shift();
        this.#begun = false;
      },
      // What fails it fails the session, which tells of it; until then it is pending.
      () => undefined,
    );
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
  async finish(): Promise<void> {
    for (let playing: Current | undefined; playing !== this.#current; ) {
      playing = this.#current;
      if (playing?.over === false) await endInput(playing.session);
      await playing?.playing;
      await this.#saidAgain;
    }
    await this.#current?.output.finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#close();
  }

  async #session(): Promise<Current> {
    if (this.#current?.over === false) return this.#current;
    await this.#close();
    const { session, offline } = await this.#options.openSession(this.#signal);
    const output = this.#options.openOutput((position) => {
      session.reportPlayback(position);
    });
    const stats = new SpeechStats();
    const playing = Promise.resolve();
    const current: Current = { session, offline, output, stats, over: false, playing };
    current.playing = this.#play(current);
    this.#current = current;
    return current;
  }

  async #play(current: Current): Promise<void> {
    const { session, output, stats } = current;
    const onEvent = (event: SpeechEvent): void => {
      if (event.$case === "audio") this.#begun = true;
      this.#options.onEvent(event);
    };
    try {
      await playSession({ session, output, stats, onEvent, muted: () => this.#muted });
    } catch (error) {
      this.#failed(error, current);
    } finally {
      current.over = true;
    }
  }

  #failed(error: unknown, current: Current): void {
    const lost = this.#pending.splice(0);
    // A server ends an idle session, and a line crosses that end on the wire: it was not heard, and is said again.
    const idle = error instanceof SottoError && error.reason === "DEADLINE" && !this.#begun;
    this.#begun = false;
    if (idle && lost.length > 0) {
      this.#saidAgain = Promise.resolve()
        .then(() => current.playing)
        .then(() => this.#sayAll(lost));
    } else if (lost.length > 0 || this.#signal.aborted) {
      this.#options.onFailure(error);
    }
  }

  async #sayAll(lines: readonly string[]): Promise<void> {
    try {
      for (const line of lines) await this.say(line);
    } catch (error) {
      this.#options.onFailure(error);
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

/** Ends the input when all has come, so that the server hears of the playback meanwhile. */
async function endInput(session: SpeechSession): Promise<void> {
  // What fails the flush fails the session, which tells of it.
  await session.flush().catch(() => undefined);
  session.end();
}
