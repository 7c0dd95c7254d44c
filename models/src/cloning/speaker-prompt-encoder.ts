import { PITCH_INPUT_RATE_HZ, type PitchFrame, PitchTracker } from "../dsp/pitch-tracker.js";
import type { PromptEncoder, PromptResult } from "../engine.js";
import {
  checkPromptPiece,
  PROMPT_SPEECH_SECONDS_MIN,
  tooLittleSpeech,
} from "../prompt/prompt-checks.js";
import { type PromptStatistics, promptStatistics } from "../prompt/prompt-statistics.js";
import type { NearVoice } from "./cloning-graphs.js";
import { checkAudible, noVoice, twoSpeakers } from "./prompt-faults.js";
import { syllablePeaksPerSecond } from "./prompt-pace.js";
import { SPEAKERS_AGREEMENT_MIN, speakerAgreement, unitMean } from "./speaker-agreement.js";
import type { WindowEmbedding } from "./speaker-graph.js";
import { SpeechGate } from "./speech-gate.js";
import { SpeechWindows } from "./speech-windows.js";
import { serializeVoice } from "./voice-profile.js";

/** Samples of this magnitude and above count as clipped. */
const FULL_SCALE = 0.998;

/** Windows this far below the loudest are pauses or noise and don't count, in dB. */
const BELOW_LOUDEST_DB = 15;

/** How much of a difference in pace is believed, as an exponent; see `syllablePeaksPerSecond`. */
const PACE_TRUST = 0.6;

/** Limits of the factor of durations. */
const LENGTH_SCALE_MIN = 0.85;
const LENGTH_SCALE_MAX = 1.18;

/** What the encoder needs of its model. */
export interface SpeakerModel {
  /** Embeds a window of speech, which it may overwrite. */
  embed(window: Float32Array): Promise<WindowEmbedding>;
  /** The voice for an embedding and a median F0. */
  nearVoice(embedding: Float32Array, medianLogF0: number): Promise<NearVoice>;
}

/**
 * Encodes a speaker from a prompt while it is recorded: each 0.8 s of speech is embedded as it comes, so that little is
 * left to do at the end. One call at a time. Its memory is bounded by the longest prompt: a hundred pitch frames and 1.25
 * embeddings a second. The profile is the same for any cut of the samples.
 */
export class SpeakerPromptEncoder implements PromptEncoder {
  readonly #model: SpeakerModel;
  readonly #tracker = new PitchTracker();
  readonly #gate = new SpeechGate();
  readonly #windows = new SpeechWindows();
  #frames: PitchFrame[] = [];
  #embedded: WindowEmbedding[] = [];
  #samples = 0;
  #clipped = 0;

  /** @param model stays the caller's and must outlive the encoder. */
  constructor(model: SpeakerModel) {
    this.#model = model;
  }

  async push(samples: Float32Array): Promise<void> {
    checkPromptPiece(samples, this.#samples, PITCH_INPUT_RATE_HZ);
    this.#samples += samples.length;
    const bounded = samples.map((sample) => Math.min(1, Math.max(-1, sample)));
    for (const sample of bounded) if (Math.abs(sample) >= FULL_SCALE) this.#clipped += 1;
    for (const frame of this.#tracker.push(bounded)) this.#frames.push(frame);
    const due: Float32Array[] = [];
    this.#gate.push(bounded, (frame) => {
      const window = this.#windows.push(frame);
      if (window !== undefined) due.push(window);
    });
    for (const window of due) this.#embedded.push(await this.#model.embed(window));
  }

  async finish(): Promise<PromptResult> {
    const statistics = promptStatistics(this.#frames, this.#clipped / Math.max(1, this.#samples));
    checkAudible(this.#frames);
    const { speechSeconds, verdict, medianLogF0, logF0Range } = statistics;
    if (speechSeconds < PROMPT_SPEECH_SECONDS_MIN) throw tooLittleSpeech(speechSeconds);
    if (medianLogF0 === undefined) throw noVoice();
    const voice = await this.#model.nearVoice(await this.#embedding(), medianLogF0);
    const lengthScale = lengthScaleOf(voice.peaksPerSecond, syllablePeaksPerSecond(this.#frames));
    const profile = serializeVoice({
      speaker: voice.speaker,
      medianLogF0,
      logF0Range,
      lengthScale,
      formantScale: voice.formantScale,
    });
    const promptSeconds = this.#samples / PITCH_INPUT_RATE_HZ;
    const summary = summarise(statistics, lengthScale);
    return { profile, verdict, promptSeconds, speechSeconds, summary };
  }

  close(): void {
    this.#frames = [];
    this.#embedded = [];
  }

  /** The mean of the windows that are loud enough. */
  async #embedding(): Promise<Float32Array> {
    const last = this.#windows.finish();
    if (last !== undefined) this.#embedded.push(await this.#model.embed(last));
    const loudest = Math.max(...this.#embedded.map(({ levelDb }) => levelDb));
    const loud = this.#embedded.filter(({ levelDb }) => levelDb >= loudest - BELOW_LOUDEST_DB);
    const embeddings = loud.map(({ embedding }) => embedding);
    const agreement = speakerAgreement(embeddings);
    if (agreement < SPEAKERS_AGREEMENT_MIN) throw twoSpeakers(agreement, SPEAKERS_AGREEMENT_MIN);
    return unitMean(embeddings);
  }
}

/** More peaks a second than the voice has by itself: shorter durations, as far as the count is to be trusted. */
function lengthScaleOf(voicePeaks: number, promptPeaks: number): number {
  if (voicePeaks <= 0 || promptPeaks <= 0) return 1;
  const scale = (voicePeaks / promptPeaks) ** PACE_TRUST;
  return Math.min(LENGTH_SCALE_MAX, Math.max(LENGTH_SCALE_MIN, scale));
}

function summarise({ medianLogF0, logF0Range }: PromptStatistics, lengthScale: number): string {
  const hz = Math.round(Math.exp(medianLogF0 ?? 0));
  const semitones = ((logF0Range * 12) / Math.LN2).toFixed(1);
  const pace = Math.round(100 / lengthScale);
  return `Voice taken from the prompt: median pitch ${hz} Hz, range ${semitones} semitones, pace ${pace} %.`;
}
