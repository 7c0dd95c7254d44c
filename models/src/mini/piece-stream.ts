import { followPitch } from "../cloning/clone-controls.js";
import type { SymbolTextPiece } from "../text/symbol-text-pieces.js";
import { DecoderStream, type NoiseSource } from "./decoder-stream.js";
import { FadeIn } from "./fade-in.js";
import type { MiniGraphs } from "./mini-graphs.js";
import { planSentence, type SentenceFrames } from "./sentence-graphs.js";
import { endsSentence, type SpeechBounds, speechBounds } from "./speech-bounds.js";
import { symbolIds } from "./symbol-ids.js";
import type { VoiceControls } from "./voice-controls.js";

/** How long a piece takes to come up from silence, in seconds: less than the silence that it begins with. */
const FADE_SECONDS = 0.03;

/** One piece of text, planned and ready to be decoded in chunks of any size. */
export class PieceStream {
  readonly #decoder: DecoderStream;
  readonly #frameSamples: number;
  readonly #bounds: SpeechBounds;
  readonly #fadeIn: FadeIn;
  /** Frames at which the symbols begin, and where the last one ends; relative to the first frame that is decoded. */
  readonly symbolFrames: Int32Array;

  private constructor(
    graphs: MiniGraphs,
    bounds: SpeechBounds,
    symbolFrames: Int32Array,
    decoder: DecoderStream,
  ) {
    this.#decoder = decoder;
    this.#frameSamples = graphs.info.frameSamples;
    this.#bounds = bounds;
    this.#fadeIn = new FadeIn(Math.round(FADE_SECONDS * graphs.info.sampleRateHz));
    this.symbolFrames = symbolFrames;
  }

  /** Plans the piece: runs what must be known before its first frame. */
  static async begin(
    graphs: MiniGraphs,
    piece: SymbolTextPiece,
    controls: VoiceControls,
    noise: NoiseSource,
  ): Promise<PieceStream> {
    const { info } = graphs;
    const { ids, idOfSymbol } = symbolIds(piece.symbols, info);
    const own = await planSentence(graphs, ids, controls);
    const { pitch } = controls;
    const plan = pitch === undefined ? own : { ...own, f0: followPitch(own.f0, pitch) };
    const starts = startFrames(plan.durations, info.durationFrames);
    const bounds = speechBounds({
      energy: plan.energy,
      firstSymbolFrame: starts[1] ?? 0,
      energyShift: controls.energyShift,
      frameMs: (info.frameSamples / info.sampleRateHz) * 1000,
      lengthScale: controls.lengthScale,
      endsSentence: endsSentence(piece.endMark),
    });
    const symbolFrames = Int32Array.from(idOfSymbol, (id) => {
      const frame = starts[id] ?? plan.energy.length;
      return Math.max(0, Math.min(frame, bounds.speechEnd) - bounds.begin);
    });
    const decoder = new DecoderStream(
      graphs,
      framesWithin(plan, bounds),
      { speaker: controls.speaker, noiseGain: info.noiseGain },
      noise,
    );
    return new PieceStream(graphs, bounds, symbolFrames, decoder);
  }

  /** Samples that the piece comes to. */
  get samples(): number {
    return (this.#bounds.end - this.#bounds.begin) * this.#frameSamples;
  }

  /** Frames still to be computed, those that only bring the last samples out included. */
  get framesLeft(): number {
    return this.#decoder.framesLeft;
  }

  /** Computes the next `frames` frames (1 to {@link framesLeft}); the samples are the caller's own, not clipped. */
  async run(frames: number): Promise<Float32Array> {
    return this.#fadeIn.apply(await this.#decoder.run(frames));
  }
}

/** The frame at which each symbol begins, and behind them where the last one ends. */
function startFrames(durations: Int32Array, durationFrames: number): number[] {
  const starts = [0];
  let at = 0;
  for (const units of durations) {
    at += units * durationFrames;
    starts.push(at);
  }
  return starts;
}

function framesWithin(plan: SentenceFrames, { begin, end }: SpeechBounds): SentenceFrames {
  const width = plan.features.length / plan.energy.length;
  return {
    durations: plan.durations,
    f0: plan.f0.subarray(begin, end),
    energy: plan.energy.subarray(begin, end),
    features: plan.features.subarray(begin * width, end * width),
  };
}
