import type { EngineMark, StepResult } from "@sotto/models";
import { durationFromMs, MarkKind, StageTimes, type TimingMark, UtteranceDone } from "@sotto/proto";
import { countCodePoints, type TextSegment } from "./sentences.js";

/** What one utterance has come to so far: its counters, marks and times. */
export class OfflineUtterance {
  /** Counts from 1 on. */
  readonly number: number;
  /** Index of the next segment. */
  segments = 0;
  chunks = 0;
  readonly #rateHz: number;
  readonly #beganMs: number;
  readonly #words: { readonly sampleStart: number; readonly textEnd: number }[] = [];
  #samples = 0;
  #textLength = 0;
  #firstAudioMs = 0;
  /** What the stages had taken when the first sound was there. */
  #first: Partial<StageTimes> | undefined;
  #frontEndMs = 0;
  #acousticMs = 0;
  #vocoderMs = 0;

  constructor(spec: { number: number; rateHz: number; nowMs: number }) {
    this.number = spec.number;
    this.#rateHz = spec.rateHz;
    this.#beganMs = spec.nowMs;
  }

  /** Notes a step's times and length. */
  stepped({ samples, stages }: StepResult, nowMs: number): void {
    this.#samples += samples.length;
    this.#frontEndMs += stages.frontEndMs;
    this.#acousticMs += stages.acousticMs;
    this.#vocoderMs += stages.vocoderMs;
    if (samples.length === 0 || this.#first !== undefined) return;
    this.#firstAudioMs = nowMs - this.#beganMs;
    this.#first = {
      firstFrontEnd: durationFromMs(this.#frontEndMs),
      firstAcoustic: durationFromMs(this.#acousticMs),
      firstVocoder: durationFromMs(this.#vocoderMs),
    };
  }

  /** Notes that a segment of the text was begun. */
  opened({ text, startChars }: TextSegment): void {
    this.#textLength = startChars + countCodePoints(text);
    this.segments += 1;
  }

  /** The mark in terms of the utterance's text, in Unicode code points, and of the stream's samples. */
  place(mark: EngineMark, { text, startChars }: TextSegment, firstSample: number): TimingMark {
    const placed = {
      kind: mark.kind === "word" ? MarkKind.WORD : MarkKind.PHONEME,
      value: mark.value,
      textStart: startChars + countCodePoints(text.slice(0, mark.textStart)),
      textEnd: startChars + countCodePoints(text.slice(0, mark.textEnd)),
      sampleStart: firstSample + mark.sampleStart,
      sampleEnd: firstSample + mark.sampleEnd,
    };
    if (mark.kind === "word") this.#words.push(placed);
    return placed;
  }

  /** How much of the text was begun before sample `heardSamples` of the stream. */
  heardTextEnd(heardSamples: number): number {
    const heard = this.#words.filter(({ sampleStart }) => sampleStart < heardSamples);
    return Math.max(0, ...heard.map(({ textEnd }) => textEnd));
  }

  /** The statistics of the whole utterance. */
  done(): UtteranceDone {
    const audioMs = (this.#samples / this.#rateHz) * 1000;
    const computeMs = this.#frontEndMs + this.#acousticMs + this.#vocoderMs;
    return UtteranceDone.fromPartial({
      utterance: this.number,
      audioDuration: durationFromMs(audioMs),
      samples: this.#samples,
      timeToFirstAudio: durationFromMs(this.#firstAudioMs),
      realTimeFactor: audioMs === 0 ? 0 : computeMs / audioMs,
      stages: StageTimes.fromPartial({
        ...this.#first,
        frontEnd: durationFromMs(this.#frontEndMs),
        acoustic: durationFromMs(this.#acousticMs),
        vocoder: durationFromMs(this.#vocoderMs),
      }),
      textLength: this.#textLength,
      chunks: this.chunks,
    });
  }
}
