import { durationToMs, type StageTimes, type TimingMark, type UtteranceDone } from "@sotto/proto";
import type { SpeechEvent } from "../session/speech-session.js";
import { encodingName, markKindName, verdictName } from "./audio-names.js";
import type { OutputPosition } from "./speech-output.js";
import type { SpeechReport, StageReport } from "./speech-report.js";

/** Marks that are kept for the report; a novel has more. */
const MARKS_MAX = 20_000;

/** Gathers what a session did, from its events, for the report at its end. Made when the session is opened. */
export class SpeechStats {
  readonly #nowMs: () => number;
  readonly #done: UtteranceDone[] = [];
  readonly #marks: TimingMark[] = [];
  readonly #openedMs: number;
  #askedMs: number | undefined;
  #startedMs: number | undefined;
  #firstAudioMs: number | undefined;
  #chunks = 0;
  #bytes = 0;
  #samples = 0;
  #model = "";
  #modelVersion = "";
  #voice = "";
  #encoding = "";
  #sampleRateHz = 0;
  #prompt: SpeechReport["prompt"];

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#openedMs = nowMs();
  }

  /** All that the server needs for its first sound is on its way: text, and the prompt where there is one. */
  asked(): void {
    this.#askedMs ??= this.#nowMs();
  }

  /** First-audio time so far, in milliseconds; `undefined` before the first sound. */
  get ttfaMs(): number | undefined {
    if (this.#firstAudioMs === undefined || this.#askedMs === undefined) return undefined;
    return this.#firstAudioMs - this.#askedMs;
  }

  /** Sound received, in seconds. */
  get receivedSeconds(): number {
    return this.#sampleRateHz === 0 ? 0 : this.#samples / this.#sampleRateHz;
  }

  /** Milliseconds since the first sound came; 0 before. */
  get sinceFirstAudioMs(): number {
    return this.#firstAudioMs === undefined ? 0 : this.#nowMs() - this.#firstAudioMs;
  }

  /** The timings received. */
  get marks(): readonly TimingMark[] {
    return this.#marks;
  }

  /** Takes an event. */
  take(event: SpeechEvent): void {
    switch (event.$case) {
      case "started":
        this.#startedMs ??= this.#nowMs();
        this.#model = event.value.model;
        this.#modelVersion = event.value.modelVersion;
        this.#voice = event.value.voice;
        this.#encoding = encodingName(event.value.output?.encoding ?? 0);
        this.#sampleRateHz = event.value.output?.sampleRateHz ?? 0;
        break;
      case "voiceReady":
        this.#voice = event.value.voice;
        this.#prompt = {
          verdict: verdictName(event.value.verdict),
          seconds: durationToMs(event.value.promptDuration) / 1000,
          speechSeconds: durationToMs(event.value.speechDuration) / 1000,
          summary: event.value.summary,
        };
        break;
      case "audio":
        this.#firstAudioMs ??= this.#nowMs();
        this.#chunks += 1;
        this.#bytes += event.value.audio.length;
        this.#samples += event.value.samples;
        break;
      case "marks":
        this.#marks.push(...event.value.marks.slice(0, MARKS_MAX - this.#marks.length));
        break;
      case "utteranceDone":
        this.#done.push(event.value);
        break;
      case "flushed":
      case "cancelled":
        break;
    }
  }

  /** The report. `rest` is what the events do not tell. */
  report(
    position: OutputPosition,
    rest: Pick<SpeechReport, "out" | "reconnects" | "offline" | "peakRssMiB">,
  ): SpeechReport {
    const [first] = this.#done;
    const computeMs = sum(this.#done, (u) => u.realTimeFactor * durationToMs(u.audioDuration));
    const audioMs = sum(this.#done, (u) => durationToMs(u.audioDuration));
    return {
      ttfaMs: this.ttfaMs === undefined ? null : round(this.ttfaMs),
      connectMs: this.#startedMs === undefined ? null : round(this.#startedMs - this.#openedMs),
      serverTtfaMs: first === undefined ? null : round(durationToMs(first.timeToFirstAudio)),
      audioSeconds: round(this.receivedSeconds),
      rtf: audioMs === 0 ? null : round(computeMs / audioMs),
      underruns: position.underruns,
      underrunMs: round(position.underrunMs),
      chunks: this.#chunks,
      bytes: this.#bytes,
      utterances: this.#done.length,
      stages: stageReport(this.#done),
      model: this.#model,
      modelVersion: this.#modelVersion,
      voice: this.#voice,
      ...(this.#prompt !== undefined && { prompt: this.#prompt }),
      output: { encoding: this.#encoding, sampleRateHz: this.#sampleRateHz },
      ...(this.#marks.length > 0 && { marks: this.#marks.map((m) => this.#markReport(m)) }),
      ...rest,
    };
  }

  #markReport(mark: TimingMark): NonNullable<SpeechReport["marks"]>[number] {
    const { value, textStart, textEnd, sampleStart, sampleEnd } = mark;
    const seconds = (samples: number): number => round(samples / this.#sampleRateHz);
    const kind = markKindName(mark.kind);
    const span = { startSeconds: seconds(sampleStart), endSeconds: seconds(sampleEnd) };
    return { kind, value, textStart, textEnd, ...span };
  }
}

function stageReport(done: readonly UtteranceDone[]): StageReport {
  const first = done[0]?.stages;
  const total = (stage: (times: StageTimes) => StageTimes["queue"]): number =>
    round(sum(done, ({ stages }) => (stages === undefined ? 0 : durationToMs(stage(stages)))));
  return {
    firstQueueMs: round(durationToMs(first?.firstQueue)),
    firstFrontEndMs: round(durationToMs(first?.firstFrontEnd)),
    firstAcousticMs: round(durationToMs(first?.firstAcoustic)),
    firstVocoderMs: round(durationToMs(first?.firstVocoder)),
    firstEncodeMs: round(durationToMs(first?.firstEncode)),
    firstWriteMs: round(durationToMs(first?.firstWrite)),
    frontEndMs: total((times) => times.frontEnd),
    acousticMs: total((times) => times.acoustic),
    vocoderMs: total((times) => times.vocoder),
    encodeMs: total((times) => times.encode),
    queueMs: total((times) => times.queue),
  };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
