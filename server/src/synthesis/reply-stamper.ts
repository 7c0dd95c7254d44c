import {
  type AudioChunk,
  durationFromMs,
  MarkKind,
  type StreamSynthesizeResponse,
  samplesToMs,
  type TimingMarks,
  type UtteranceDone,
} from "@sotto/proto";
import type { ListenerBuffer } from "./listener-buffer.js";
import type { OutboxItem } from "./outbox.js";
import type { SynthesisObserver } from "./ports.js";
import type { Utterance } from "./utterance.js";

/** An event as it is sent. */
export type SpeechEvent = NonNullable<StreamSynthesizeResponse["event"]>;

type SoundItem = Extract<OutboxItem, { kind: "sound" }>;
type MarksItem = Extract<OutboxItem, { kind: "marks" }>;

/** What a stamper works with. */
export interface ReplyStamperOptions {
  readonly modelId: string;
  readonly listener: ListenerBuffer;
  readonly now: () => number;
  readonly observer: () => SynthesisObserver;
}

/**
 * Gives what is sent its place in the stream: sequence and sample offset of sound, offsets of marks, and the statistics
 * of an utterance that is at its end. It counts what was sent, not what was made, because a cancel drops some of that.
 */
export class ReplyStamper {
  readonly #options: ReplyStamperOptions;
  #sentSamples = 0;
  #sentChunks = 0;
  #utterance: Utterance | undefined;
  #giving: { readonly sound: SoundItem; readonly late: boolean } | undefined;
  #lastChunk: { readonly utterance: Utterance; readonly atMs: number } | undefined;

  constructor(options: ReplyStamperOptions) {
    this.#options = options;
  }

  /** Samples sent, at the output rate: the offset at which the next sound begins. */
  get sentSamples(): number {
    return this.#sentSamples;
  }

  /** The last utterance of which sound was sent. */
  get utterance(): Utterance | undefined {
    return this.#utterance;
  }

  /** The event of an item that is being sent. */
  stamp(item: OutboxItem): SpeechEvent {
    switch (item.kind) {
      case "started":
        return { $case: "started", value: item.value };
      case "voiceReady":
        return { $case: "voiceReady", value: item.value };
      case "cancelled":
        return { $case: "cancelled", value: item.value };
      case "flushed":
        return { $case: "flushed", value: { id: item.id, utterance: item.utterance } };
      case "sound":
        return { $case: "audio", value: this.#stampSound(item) };
      case "marks":
        return { $case: "marks", value: this.#stampMarks(item) };
      case "done":
        return { $case: "utteranceDone", value: this.#finish(item.utterance) };
    }
  }

  /** The event that was given last has been handed to the transport (or never will be); idempotent. */
  handedOver(): void {
    if (this.#giving === undefined) return;
    const { sound, late } = this.#giving;
    this.#giving = undefined;
    const { utterance, piece, encodedMs } = sound;
    const nowMs = this.#options.now();
    const observer = this.#options.observer();
    if (piece.samples > 0 && utterance.timeToFirstAudioMs === undefined) {
      utterance.tally.firstWritten(nowMs - encodedMs);
      utterance.timeToFirstAudioMs = nowMs - utterance.acceptedMs;
      observer.stage({ stage: "first_write", startMs: encodedMs, endMs: nowMs });
      observer.firstAudio(utterance.timeToFirstAudioMs);
    }
    if (this.#lastChunk?.utterance === utterance) {
      observer.chunkSent(nowMs - this.#lastChunk.atMs, late);
    }
    this.#lastChunk = { utterance, atMs: nowMs };
  }

  #stampSound(item: SoundItem): AudioChunk {
    const { utterance, piece, encodedMs, afterWait } = item;
    const { listener, now } = this.#options;
    const late = !afterWait && utterance.samples > 0 && encodedMs > listener.dryAtMs;
    this.#giving = { sound: item, late };
    const chunk = {
      audio: piece.bytes,
      sequence: this.#sentChunks,
      sampleOffset: this.#sentSamples,
      samples: piece.samples,
      utterance: utterance.number,
    };
    this.#utterance = utterance;
    utterance.firstSample ??= this.#sentSamples;
    utterance.samples += piece.samples;
    utterance.chunks += 1;
    this.#sentChunks += 1;
    this.#sentSamples += piece.samples;
    listener.sent(now(), piece.samples);
    return chunk;
  }

  #stampMarks({ utterance, marks }: MarksItem): TimingMarks {
    // Where none of its sound was sent yet, the utterance begins with the next.
    const base = utterance.firstSample ?? this.#sentSamples;
    return {
      utterance: utterance.number,
      marks: marks.map((mark) => ({
        kind: mark.kind === "word" ? MarkKind.WORD : MarkKind.PHONEME,
        value: mark.value,
        textStart: mark.textStart,
        textEnd: mark.textEnd,
        sampleStart: base + mark.sampleStart,
        sampleEnd: base + mark.sampleEnd,
      })),
    };
  }

  #finish(utterance: Utterance): UtteranceDone {
    const { listener, modelId, observer } = this.#options;
    const audioMs = samplesToMs(utterance.samples, listener.sampleRateHz);
    const realTimeFactor = audioMs === 0 ? 0 : utterance.tally.computeMs / audioMs;
    const timeToFirstAudioMs = utterance.timeToFirstAudioMs ?? 0;
    const stats = {
      model: modelId,
      audioSeconds: audioMs / 1000,
      timeToFirstAudioMs,
      realTimeFactor,
    };
    observer().utteranceDone(stats);
    return {
      utterance: utterance.number,
      audioDuration: durationFromMs(audioMs),
      samples: utterance.samples,
      timeToFirstAudio: durationFromMs(timeToFirstAudioMs),
      realTimeFactor,
      stages: utterance.tally.toStageTimes(),
      textLength: utterance.textLength,
      chunks: utterance.chunks,
    };
  }
}
