import type { EngineMark, StepResult } from "@sotto/models";
import { bytesPerSample } from "@sotto/proto";
import type { EncodedPiece, UtteranceEncoder } from "../audio/encoder.js";
import type { CheckedConfig } from "./check-config.js";
import { codePointIndexOf } from "./code-points.js";
import type { Outbox, UtteranceMark } from "./outbox.js";
import type { SynthesisObserver } from "./ports.js";
import { REPLY_SOUND_BYTES_MAX } from "./read-ahead.js";
import type { Segment } from "./segmenter.js";
import type { Utterance } from "./utterance.js";

/** What the sound of an utterance is made with. */
export interface UtteranceSoundOptions {
  readonly utterance: Utterance;
  readonly config: CheckedConfig;
  /** Owned by the sound from here on. */
  readonly encoder: UtteranceEncoder;
  readonly outbox: Outbox;
  readonly now: () => number;
  readonly observer: () => SynthesisObserver;
}

/**
 * Turns the steps of one utterance into encoded sound and marks in the outbox. The encoder's state goes on from segment
 * to segment, so that no seam is audible. Its owner closes it.
 */
export class UtteranceSound {
  readonly #options: UtteranceSoundOptions;
  readonly #rateRatio: number;
  #segment: Segment | undefined;
  #segmentBase = 0;
  #unitToChar: (unit: number) => number = (unit) => unit;
  #hasSounded = false;

  constructor(options: UtteranceSoundOptions) {
    this.#options = options;
    this.#rateRatio = options.config.output.sampleRateHz / options.config.model.sampleRateHz;
  }

  /** The utterance that it is of. */
  get utterance(): Utterance {
    return this.#options.utterance;
  }

  /** Whether any sound has been encoded. */
  get hasSounded(): boolean {
    return this.#hasSounded;
  }

  /** The steps that follow are those of `segment`. */
  beginSegment(segment: Segment): void {
    const { utterance, config } = this.#options;
    this.#segment = segment;
    this.#segmentBase = utterance.modelSamples;
    this.#unitToChar = codePointIndexOf(segment.text);
    utterance.textLength += segment.chars;
    // A model that can't time words tells at least which segment was begun.
    if (!config.model.wordMarks) {
      utterance.heard.add(this.#toOutput(this.#segmentBase), segment.startChars + segment.chars);
    }
  }

  /** Takes a step's samples and marks. `afterWait`: see {@link OutboxItem}. */
  deliver(step: StepResult, afterWait: boolean): void {
    const { utterance } = this.#options;
    this.#deliverMarks(step.marks);
    utterance.modelSamples += step.samples.length;
    if (step.samples.length > 0) {
      this.#deliverSound((encoder) => encoder.encode(step.samples), afterWait);
    }
  }

  /** Gives what the filters still hold. */
  finish(): void {
    this.#deliverSound((encoder) => encoder.finish(), false);
  }

  /** Frees the encoder; idempotent. */
  close(): void {
    this.#options.encoder.close();
  }

  #deliverSound(encode: (encoder: UtteranceEncoder) => EncodedPiece[], afterWait: boolean): void {
    const { utterance, encoder, outbox, now, observer } = this.#options;
    const startMs = now();
    const pieces = encode(encoder);
    const encodedMs = now();
    utterance.tally.add("encode", encodedMs - startMs);
    observer().stage({ stage: "encode", startMs, endMs: encodedMs });
    for (const whole of pieces) {
      for (const piece of this.#cut(whole)) {
        if (piece.samples > 0) {
          this.#hasSounded = true;
          utterance.tally.firstEncoded();
        }
        outbox.push({ kind: "sound", utterance, piece, encodedMs, afterWait });
      }
    }
  }

  /** PCM in replies small enough for the limits on what is unread; see read-ahead.ts. */
  *#cut(piece: EncodedPiece): Generator<EncodedPiece> {
    const sampleBytes = bytesPerSample(this.#options.config.output.encoding);
    if (sampleBytes === undefined || piece.bytes.byteLength <= REPLY_SOUND_BYTES_MAX) {
      yield piece;
      return;
    }
    for (let from = 0; from < piece.bytes.byteLength; from += REPLY_SOUND_BYTES_MAX) {
      const bytes = piece.bytes.subarray(from, from + REPLY_SOUND_BYTES_MAX);
      yield { bytes, samples: bytes.byteLength / sampleBytes };
    }
  }

  #deliverMarks(engineMarks: readonly EngineMark[]): void {
    const { utterance, config, outbox } = this.#options;
    const marks = engineMarks.map((mark) => this.#toUtteranceMark(mark));
    for (const { kind, sampleStart, textEnd } of marks) {
      if (kind === "word") utterance.heard.add(sampleStart, textEnd);
    }
    const wanted = marks.filter(({ kind }) => {
      return kind === "word" ? config.wordMarks : config.phonemeMarks;
    });
    if (wanted.length > 0) outbox.push({ kind: "marks", utterance, marks: wanted });
  }

  #toUtteranceMark(mark: EngineMark): UtteranceMark {
    const textBase = this.#segment?.startChars ?? 0;
    const sampleStart = this.#toOutput(this.#segmentBase + mark.sampleStart);
    return {
      kind: mark.kind,
      value: mark.value,
      textStart: textBase + this.#unitToChar(mark.textStart),
      textEnd: textBase + this.#unitToChar(mark.textEnd),
      sampleStart,
      sampleEnd: Math.max(sampleStart, this.#toOutput(this.#segmentBase + mark.sampleEnd)),
    };
  }

  /** The resampler's delay is compensated, so that times at both rates are the same times. */
  #toOutput(modelSamples: number): number {
    return Math.max(0, Math.round(modelSamples * this.#rateRatio));
  }
}
