import type { EngineSource, ModelDescription } from "@sotto/models";
import { SottoError, SynthesisConfig } from "@sotto/proto";
import { BoundedQueue } from "../session/bounded-queue.js";
import { cancelledError, toError } from "../session/broken-stream-error.js";
import { Notifier } from "../session/notifier.js";
import { quiet } from "../session/quiet.js";
import {
  type FlushOutcome,
  type HeardPosition,
  isSound,
  type SpeechEvent,
  type SpeechSession,
} from "../session/speech-session.js";
import { encodePcm, type OfflineEncoding } from "./encode-pcm.js";
import { EngineThread } from "./engine-thread.js";
import { checkOutput, checkVoice, noPrompts, started, voiceChoice } from "./offline-checks.js";
import { OfflineUtterance } from "./offline-utterance.js";
import { Sentences, type TextSegment } from "./sentences.js";

/** The most events that wait for their reader; the engine rests meanwhile. */
const EVENTS_WAITING_MAX = 16;

/** The most characters of text that wait to be spoken; senders wait beyond it. */
const PENDING_UNITS_MAX = 64 * 1024;

/** Frames of a step after the first, in milliseconds of sound. */
const STEP_MS = 150;

/** What {@link OfflineSpeech.open} needs. */
export interface OfflineSpeechOptions {
  readonly config: Partial<SynthesisConfig>;
  readonly signal: AbortSignal;
  /** The engine; the embedded voice where absent. */
  readonly source?: EngineSource;
}

type Work =
  | { readonly kind: "segment"; readonly segment: TextSegment }
  | { readonly kind: "flush"; readonly id: number; readonly settle: (o: FlushOutcome) => void };

/**
 * The voice on this machine, behind the same interface and with the same messages as a server: text is cut into
 * sentences and spoken step by step by an engine in a thread. It takes no prompts and resamples nothing.
 */
export class OfflineSpeech implements SpeechSession {
  readonly reconnects = 0;
  readonly #thread: EngineThread;
  readonly #model: ModelDescription;
  readonly #config: SynthesisConfig;
  readonly #encoding: OfflineEncoding;
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  readonly #events = new BoundedQueue<SpeechEvent>(EVENTS_WAITING_MAX);
  readonly #changed = new Notifier();
  readonly #sentences = new Sentences();
  readonly #running: Promise<void>;
  #work: Work[] = [];
  #ended = false;
  #over: Error | undefined;
  #era = 0;
  #nextFlushId = 1;
  #utterance: OfflineUtterance | undefined;
  #utterances = 0;
  #chunks = 0;
  #samples = 0;

  private constructor(
    thread: EngineThread,
    model: ModelDescription,
    config: SynthesisConfig,
    signal: AbortSignal,
  ) {
    this.#thread = thread;
    this.#model = model;
    this.#config = config;
    this.#encoding = checkOutput(config, model);
    this.#signal = AbortSignal.any([signal, this.#abort.signal]);
    this.#signal.addEventListener("abort", this.#wake, { once: true });
    this.#running = this.#run();
  }

  /**
   * Loads the engine. The caller disposes the session.
   * @throws SottoError MODEL_UNUSABLE where it can't run here, UNSUPPORTED_FEATURE and VOICE_NOT_FOUND for what it
   * does not have; each says what to do.
   */
  static async open(options: OfflineSpeechOptions): Promise<OfflineSpeech> {
    const config = SynthesisConfig.fromPartial(options.config);
    const thread = new EngineThread(options.source ?? { family: "mini" });
    try {
      const model = await thread.describe();
      await checkVoice(config, model);
      return new OfflineSpeech(thread, model, config, options.signal);
    } catch (error) {
      await thread[Symbol.asyncDispose]();
      throw error;
    }
  }

  events(): AsyncIterable<SpeechEvent> {
    return this.#events;
  }

  sendPrompt(): Promise<void> {
    return Promise.reject(noPrompts());
  }

  endPrompt(): Promise<void> {
    return Promise.reject(noPrompts());
  }

  sendText(text: string): Promise<void> {
    this.#add(this.#sentences.push(text));
    return quiet(this.#waitForRoom());
  }

  flush(): Promise<FlushOutcome> {
    this.#add(this.#sentences.end());
    const id = this.#nextFlushId;
    this.#nextFlushId += 1;
    return new Promise((settle) => {
      this.#work.push({ kind: "flush", id, settle });
      this.#wake();
    });
  }

  async cancel(playedSamples: number): Promise<HeardPosition> {
    if (this.#over !== undefined) throw this.#over;
    this.#era += 1;
    this.#sentences.end();
    for (const work of this.#work.splice(0)) {
      if (work.kind === "flush") work.settle({ kind: "cancelled" });
    }
    this.#events.discard(isSound);
    const heardSamples = Math.min(playedSamples, this.#samples);
    const heard = {
      utterance: this.#utterances,
      heardSamples,
      heardTextEnd: this.#utterance?.heardTextEnd(heardSamples) ?? 0,
      nextSampleOffset: this.#samples,
    };
    this.#utterance = undefined;
    await this.#events.push({ $case: "cancelled", value: heard }, this.#signal);
    return heard;
  }

  reportPlayback(): void {
    // The engine is paced by its events being read; nobody plans by the listener.
  }

  end(): void {
    this.#add(this.#sentences.end());
    this.#ended = true;
    this.#wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort(new SottoError("CANCELLED", "The speech was closed."));
    await this.#running;
  }

  readonly #wake = (): void => {
    this.#changed.notify();
  };

  #add(segments: readonly TextSegment[]): void {
    for (const segment of segments) this.#work.push({ kind: "segment", segment });
    this.#wake();
  }

  async #waitForRoom(): Promise<void> {
    const pending = (): number =>
      this.#work.reduce((sum, w) => sum + (w.kind === "segment" ? w.segment.text.length : 0), 0);
    while (this.#over === undefined && pending() > PENDING_UNITS_MAX) await this.#changed.wait();
    if (this.#over !== undefined) throw this.#over;
  }

  async #run(): Promise<void> {
    try {
      await this.#emit(started(this.#config, this.#model, this.#encoding));
      for (;;) {
        if (this.#signal.aborted) throw cancelledError(this.#signal);
        const work = this.#work.shift();
        if (work !== undefined) await this.#do(work);
        else if (this.#ended) break;
        else await this.#changed.wait();
        this.#wake();
      }
      await this.#endUtterance();
      this.#over = new SottoError("CANCELLED", "The speech has ended.");
      this.#events.end();
    } catch (error) {
      this.#over = this.#signal.aborted ? cancelledError(this.#signal) : toError(error);
      this.#events.fail(this.#over);
    } finally {
      for (const work of this.#work.splice(0)) {
        if (work.kind === "flush") work.settle({ kind: "cancelled" });
      }
      this.#wake();
      await this.#thread[Symbol.asyncDispose]();
    }
  }

  async #do(work: Work): Promise<void> {
    if (work.kind === "segment") {
      await this.#speak(work.segment);
      return;
    }
    const utterance = this.#utterance?.number ?? 0;
    await this.#endUtterance();
    await this.#emit({ $case: "flushed", value: { id: work.id, utterance } });
    work.settle({ kind: "flushed", utterance });
  }

  async #speak(segment: TextSegment): Promise<void> {
    const era = this.#era;
    const utterance = this.#openUtterance();
    const { style, seed } = this.#config;
    const speed = this.#config.speed === 0 ? 1 : this.#config.speed;
    const voice = voiceChoice(this.#config, this.#model);
    const segmentIndex = utterance.segments;
    const { text } = segment;
    utterance.opened(segment);
    await this.#thread.open({ text, voice, style, speed, seed, segmentIndex });
    const { hopSamples, firstStepFramesMin, sampleRateHz } = this.#model;
    const stepFrames = Math.max(1, Math.round((STEP_MS * sampleRateHz) / 1000 / hopSamples));
    const firstSample = this.#samples;
    for (let frames = firstStepFramesMin; ; frames = stepFrames) {
      const result = await this.#thread.step(frames);
      if (era !== this.#era || this.#signal.aborted) return;
      utterance.stepped(result, performance.now());
      const marks = result.marks.map((mark) => utterance.place(mark, segment, firstSample));
      const wanted = marks.filter(({ kind }) => this.#config.marks.includes(kind));
      if (wanted.length > 0) {
        await this.#emit({ $case: "marks", value: { utterance: utterance.number, marks: wanted } });
      }
      await this.#emitSound(utterance, result.samples, era);
      if (result.done || era !== this.#era) return;
    }
  }

  async #emitSound(utterance: OfflineUtterance, sound: Float32Array, era: number): Promise<void> {
    for (const { audio, samples } of encodePcm(sound, this.#encoding)) {
      if (era !== this.#era) return;
      const sequence = this.#chunks;
      const sampleOffset = this.#samples;
      this.#chunks += 1;
      this.#samples += samples;
      utterance.chunks += 1;
      const chunk = { audio, sequence, sampleOffset, samples, utterance: utterance.number };
      await this.#emit({ $case: "audio", value: chunk });
    }
  }

  #openUtterance(): OfflineUtterance {
    if (this.#utterance === undefined) {
      this.#utterances += 1;
      this.#utterance = new OfflineUtterance({
        number: this.#utterances,
        rateHz: this.#model.sampleRateHz,
        nowMs: performance.now(),
      });
    }
    return this.#utterance;
  }

  async #endUtterance(): Promise<void> {
    const utterance = this.#utterance;
    if (utterance === undefined) return;
    this.#utterance = undefined;
    await this.#emit({ $case: "utteranceDone", value: utterance.done() });
  }

  async #emit(event: SpeechEvent): Promise<void> {
    await this.#events.push(event, this.#signal);
  }
}
