import type { VoiceChoice } from "@sotto/models";
import { bytesPerSample, SottoError } from "@sotto/proto";
import type { Lease, ScheduledStep } from "../scheduling/inference.js";
import { raceAbort } from "../support/abort.js";
import type { CheckedConfig } from "./check-config.js";
import { ChunkPlanner } from "./chunk-planner.js";
import type { ListenerBuffer } from "./listener-buffer.js";
import type { Outbox } from "./outbox.js";
import type { SynthesisDeps, SynthesisObserver } from "./ports.js";
import { READ_AHEAD_BYTES } from "./read-ahead.js";
import { type OpenedSegment, SegmentOpener } from "./segment-opener.js";
import type { SpeechItem, SpeechSource } from "./speech-queue.js";
import { StepRecorder } from "./step-recorder.js";
import type { Utterance } from "./utterance.js";
import { UtteranceSound } from "./utterance-sound.js";

/** About what a sample of compressed sound takes, for planning: 64 kbit/s at 24 kHz. */
const COMPRESSED_BYTES_PER_SAMPLE = 1 / 3;

/** What a speaker works with. */
export interface SpeakerOptions {
  /** Stays the caller's. */
  readonly lease: Lease;
  readonly config: CheckedConfig;
  /** The voice, which may still be in the making. */
  readonly voice: Promise<VoiceChoice>;
  readonly source: SpeechSource;
  readonly outbox: Outbox;
  readonly listener: ListenerBuffer;
  readonly createEncoder: SynthesisDeps["createEncoder"];
  readonly now: () => number;
  readonly observer: () => SynthesisObserver;
  /** Whether an utterance in which there is nothing to say is an error. */
  readonly mustSpeak: boolean;
}

/**
 * Speaks the items of one stream in order: opens segments, orders steps as the outbox has room for them, and encodes
 * what they give. It holds at most two open segments and one encoder, and closes them however it ends.
 */
export class Speaker {
  readonly #options: SpeakerOptions;
  readonly #planner: ChunkPlanner;
  readonly #opener: SegmentOpener;
  readonly #recorder: StepRecorder;
  #voice: VoiceChoice | undefined;
  #sound: UtteranceSound | undefined;
  #utterance: Utterance | undefined;
  #isWaiting = true;

  constructor(options: SpeakerOptions) {
    this.#options = options;
    const { config, lease, now } = options;
    this.#planner = createPlanner(config);
    this.#recorder = new StepRecorder(options.observer);
    this.#opener = new SegmentOpener({
      lease,
      now,
      common: () => ({
        voice: this.#voice ?? { kind: "builtIn", name: config.model.defaultVoice },
        style: config.style,
        speed: config.speed,
        seed: config.seed,
      }),
    });
  }

  /** Whether it waits for items: it has nothing to do. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** The utterance that it speaks or spoke last. */
  get utterance(): Utterance | undefined {
    return this.#utterance;
  }

  /**
   * Speaks until the source ends or `signal` aborts; an utterance that is cancelled on the way is skipped.
   * @throws SottoError of the engine, the worker or the signal.
   */
  async run(signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        this.#isWaiting = true;
        const item = await this.#options.source.next(signal);
        this.#isWaiting = false;
        if (item === undefined) break;
        await this.#speak(item, signal);
      }
    } finally {
      this.#isWaiting = true;
      this.#closeSound();
      this.#opener.close();
    }
  }

  async #speak(item: SpeechItem, signal: AbortSignal): Promise<void> {
    switch (item.kind) {
      case "flushed":
        if (!item.signal.aborted) this.#options.outbox.push(item);
        return;
      case "end":
        this.#endUtterance(item.utterance);
        return;
      case "segment":
        try {
          await this.#speakSegment(item);
        } catch (error) {
          this.#closeSound();
          if (!item.utterance.signal.aborted || signal.aborted) throw error;
          this.#opener.close();
        }
    }
  }

  async #speakSegment(item: Extract<SpeechItem, { kind: "segment" }>): Promise<void> {
    const { outbox, voice } = this.#options;
    const { utterance, segment } = item;
    this.#utterance = utterance;
    this.#voice ??= await raceAbort(voice, utterance.signal);
    await outbox.room(utterance.signal);
    const opened = await this.#opener.open(item, this.#deadlineMs());
    if (opened === undefined) return;
    try {
      utterance.segments += 1;
      const sound = this.#soundOf(utterance);
      sound.beginSegment(segment);
      for (let isFirst = true; ; isFirst = false) {
        await outbox.room(utterance.signal);
        const step = await this.#step(opened, utterance, isFirst);
        if (step.done) return;
        this.#opener.openAhead(item, this.#options.source.peek(), this.#deadlineMs());
      }
    } finally {
      opened.scheduled.close();
    }
  }

  async #step(
    opened: OpenedSegment,
    utterance: Utterance,
    beginsSegment: boolean,
  ): Promise<ScheduledStep> {
    const { listener, now } = this.#options;
    const sound = this.#soundOf(utterance);
    const orderedMs = now();
    const bufferedMs = listener.bufferedMs(orderedMs);
    const maxFrames = this.#planner.next({ bufferedMs, isFirst: !sound.hasSounded, beginsSegment });
    const order = { maxFrames, deadlineMs: this.#deadlineMs() };
    const ordered = opened.scheduled.step(order, utterance.signal);
    const step = await raceAbort(ordered, utterance.signal);
    const openMs = beginsSegment ? opened.openMs : 0;
    const runMs = this.#recorder.record(utterance.tally, step, orderedMs, now(), openMs);
    // The last step of a segment may have worked on fewer frames than it was allowed.
    if (!step.done) this.#planner.measured(maxFrames, runMs);
    sound.deliver(step, bufferedMs === 0);
    return step;
  }

  #endUtterance(utterance: Utterance): void {
    if (utterance.signal.aborted) return;
    if (utterance.segments === 0 && this.#options.mustSpeak) {
      throw new SottoError("UNSPEAKABLE_TEXT", "There is nothing to say in the text.", {
        field: "text",
        limit: "something to say: at least one word",
      });
    }
    this.#sound?.finish();
    this.#closeSound();
    this.#options.outbox.push({ kind: "done", utterance });
  }

  #soundOf(utterance: Utterance): UtteranceSound {
    const { config, createEncoder, outbox, now, observer } = this.#options;
    // The one before it may have been cancelled between two of its segments.
    if (this.#sound?.utterance !== utterance) this.#closeSound();
    this.#sound ??= new UtteranceSound({
      utterance,
      config,
      encoder: createEncoder(config.output, config.model.sampleRateHz),
      outbox,
      now,
      observer,
    });
    return this.#sound;
  }

  #closeSound(): void {
    this.#sound?.close();
    this.#sound = undefined;
  }

  /** A listener who hears nothing and has heard nothing of this utterance goes first. */
  #deadlineMs(): number {
    const { listener, now } = this.#options;
    const isSilent = this.#sound?.hasSounded !== true && listener.bufferedMs(now()) === 0;
    return isSilent ? 0 : listener.dryAtMs;
  }
}

function createPlanner({ model, output }: CheckedConfig): ChunkPlanner {
  const samplesPerFrame = (model.hopSamples * output.sampleRateHz) / model.sampleRateHz;
  return new ChunkPlanner({
    hopSamples: model.hopSamples,
    sampleRateHz: model.sampleRateHz,
    firstStepFramesMin: model.firstStepFramesMin,
    bytesPerFrame:
      samplesPerFrame * (bytesPerSample(output.encoding) ?? COMPRESSED_BYTES_PER_SAMPLE),
    chunkBytesMax: READ_AHEAD_BYTES,
  });
}
