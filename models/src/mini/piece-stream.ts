import type { SymbolTextPiece } from "../text/symbol-text-pieces.js";
import { DecoderStream, type NoiseSource } from "./decoder-stream.js";
import { FadeIn } from "./fade-in.js";
import type { MiniGraphs } from "./mini-graphs.js";
import { framesBetween } from "./sentence-frames.js";
import { SentencePlan } from "./sentence-plan.js";
import {
  endsSentence,
  type SpeechBounds,
  type SpeechBoundsInput,
  speechBegin,
  speechBounds,
} from "./speech-bounds.js";
import { symbolIds } from "./symbol-ids.js";
import type { VoiceControls } from "./voice-controls.js";
import type { VoiceInfo } from "./voice-info.js";

/** How long a piece takes to come up from silence, in seconds: less than the silence that it begins with. */
const FADE_SECONDS = 0.03;

/** Units behind the first pad that are planned first, 0.3 s: a server's first step, of 0.2 s, with room for a late onset. */
const HEAD_UNITS = 12;

/** A sentence is planned in two parts where it is at least so many times as long as the first part. */
const HEADS_MIN = 3;

/** What a {@link PieceStream} works with. */
interface PieceParts {
  readonly info: VoiceInfo;
  readonly piece: SymbolTextPiece;
  readonly controls: VoiceControls;
  readonly plan: SentencePlan;
  readonly decoder: DecoderStream;
  /** Frames at which each id begins, and behind them where the last one ends. */
  readonly starts: readonly number[];
  /** Ids by symbol. */
  readonly idOfSymbol: Int32Array;
}

/**
 * One piece of text, to be decoded in chunks of any size. Its beginning is planned first, so that the first sound waits
 * for no more than that, and the rest when it is first needed. Where the cut lies depends on what is spoken and how, never on
 * the chunks, and so the samples don't either.
 */
export class PieceStream {
  readonly #parts: PieceParts;
  readonly #fadeIn: FadeIn;
  /** The frames that are heard. As long as not all is planned they end where the plan does; later never before that. */
  #bounds: SpeechBounds;

  private constructor(parts: PieceParts, bounds: SpeechBounds) {
    const { info, plan, decoder } = parts;
    this.#parts = parts;
    this.#bounds = bounds;
    this.#fadeIn = new FadeIn(Math.round(FADE_SECONDS * info.sampleRateHz));
    decoder.append(framesBetween(plan.frames, bounds.begin, bounds.end));
    if (plan.complete) decoder.end();
  }

  /** Runs what must be known before the piece's first frame. */
  static async begin(
    graphs: MiniGraphs,
    piece: SymbolTextPiece,
    controls: VoiceControls,
    noise: NoiseSource,
  ): Promise<PieceStream> {
    const { info } = graphs;
    const { ids, idOfSymbol } = symbolIds(piece.symbols, info);
    const plan = await SentencePlan.read(graphs, ids, controls);
    const voice = { speaker: controls.speaker, noiseGain: info.noiseGain };
    const decoder = new DecoderStream(graphs, voice, noise);
    const starts = startFrames(plan.durations, info.durationFrames);
    const parts = { info, piece, controls, plan, decoder, starts, idOfSymbol };
    await plan.extendTo(headUnits(parts));
    const begin = speechBegin(boundsInput(parts));
    if (begin === undefined || plan.complete) {
      await plan.extendTo(plan.units);
      return new PieceStream(parts, speechBounds(boundsInput(parts)));
    }
    const end = plan.frames.energy.length;
    return new PieceStream(parts, { begin, end, speechEnd: end });
  }

  /** Whether all is planned: from then on {@link samples} and {@link symbolFrames} hold for the whole piece. */
  get complete(): boolean {
    return this.#parts.plan.complete;
  }

  /** What is spoken. */
  get piece(): SymbolTextPiece {
    return this.#parts.piece;
  }

  /** Plans what is left. */
  async planRest(): Promise<void> {
    const { plan, decoder } = this.#parts;
    const planned = this.#bounds.end;
    await plan.extendTo(plan.units);
    const { begin, end, speechEnd } = speechBounds(boundsInput(this.#parts));
    // What the decoder has been given stays, even where nothing is heard behind it.
    this.#bounds = {
      begin,
      end: Math.max(end, planned),
      speechEnd: Math.max(speechEnd, planned),
    };
    decoder.append(framesBetween(plan.frames, planned, this.#bounds.end));
    decoder.end();
  }

  /** Samples of the frames planned so far. */
  get samples(): number {
    return (this.#bounds.end - this.#bounds.begin) * this.#parts.info.frameSamples;
  }

  /** Frames at which the symbols begin, and where the last one ends; relative to the first frame that is decoded. */
  get symbolFrames(): Int32Array {
    const { idOfSymbol, starts } = this.#parts;
    const { begin, speechEnd } = this.#bounds;
    const last = this.complete ? speechEnd : Number.POSITIVE_INFINITY;
    return idOfSymbol.map((id) => Math.max(0, Math.min(starts[id] ?? speechEnd, last) - begin));
  }

  /** Frames that can be computed now; where all is planned, those that only bring the last samples out included. */
  get framesLeft(): number {
    return this.#parts.decoder.framesLeft;
  }

  /** Computes the next `frames` frames (1 to {@link framesLeft}); the samples are the caller's own, not clipped. */
  async run(frames: number): Promise<Float32Array> {
    return this.#fadeIn.apply(await this.#parts.decoder.run(frames));
  }
}

/**
 * Units to plan first. All of them where that saves little, or where the last word begins so early that its end would
 * be told before it is known.
 */
function headUnits({ info, piece, plan, starts, idOfSymbol }: PieceParts): number {
  const head = (plan.durations[0] ?? 0) + HEAD_UNITS;
  const lastWord = starts[idOfSymbol[piece.words.at(-1)?.symbolStart ?? 0] ?? 0] ?? 0;
  const pays = plan.units >= HEADS_MIN * head && lastWord >= head * info.durationFrames;
  return pays ? head : plan.units;
}

function boundsInput({ info, piece, controls, plan, starts }: PieceParts): SpeechBoundsInput {
  return {
    energy: plan.frames.energy,
    firstSymbolFrame: starts[1] ?? 0,
    energyShift: controls.energyShift,
    frameMs: (info.frameSamples / info.sampleRateHz) * 1000,
    lengthScale: controls.lengthScale,
    endsSentence: endsSentence(piece.endMark),
  };
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
