import type { EngineMark, Stepper, StepResult } from "../engine.js";
import { checkStepFrames } from "../segment-checks.js";
import type { PhonemeTable } from "../text/phoneme-table.js";
import type { SymbolPiece } from "../text/symbol-pieces.js";
import { encodePiece } from "./encoder.js";
import { SAMPLE_RATE_HZ } from "./mini-constants.js";
import type { MiniGraphs } from "./mini-graphs.js";
import { pieceMarks } from "./piece-marks.js";
import { PieceStream } from "./piece-stream.js";
import type { NoiseSource } from "./vocoder-stream.js";
import type { VoiceControls } from "./voice-controls.js";

/** Silence after the end of a sentence at the voice's own pace, in samples: its own final pause is too short. */
const SENTENCE_PAUSE_SAMPLES = 0.15 * SAMPLE_RATE_HZ;

/** What a {@link MiniStepper} works with. */
export interface MiniStepperInput {
  readonly graphs: MiniGraphs;
  readonly table: PhonemeTable;
  readonly text: string;
  readonly pieces: readonly SymbolPiece[];
  readonly controls: VoiceControls;
  readonly noise: NoiseSource;
  /** Time that the front end took; told with the first step. */
  readonly frontEndMs: number;
}

/** Synthesises one segment piece by piece: the encoder once per piece, decoder and vocoder for each step. */
export class MiniStepper implements Stepper {
  readonly #input: MiniStepperInput;
  /** The piece in the making; `undefined` between two. */
  #stream: PieceStream | undefined;
  #nextPiece = 0;
  /** Samples given so far, and those of all pieces begun, their pauses included. */
  #given = 0;
  #planned = 0;
  #marks: EngineMark[] = [];
  #steps = 0;
  #busy = false;
  #closed = false;

  constructor(input: MiniStepperInput) {
    this.#input = input;
  }

  async step(maxFrames: number): Promise<StepResult> {
    checkStepFrames(maxFrames);
    if (this.#closed) throw new Error("Cannot step: the stepper is closed");
    if (this.#busy) throw new Error("Cannot step: another step is running");
    this.#busy = true;
    try {
      return await this.#run(maxFrames);
    } finally {
      this.#busy = false;
    }
  }

  close(): void {
    this.#closed = true;
    this.#stream = undefined;
    this.#marks = [];
  }

  async #run(maxFrames: number): Promise<StepResult> {
    const parts: Float32Array[] = [];
    let [framesLeft, acousticMs, vocoderMs] = [maxFrames, 0, 0];
    while (framesLeft > 0) {
      if (this.#stream === undefined) {
        if (this.#nextPiece === this.#input.pieces.length) break;
        const begun = performance.now();
        this.#stream = await this.#beginPiece();
        acousticMs += performance.now() - begun;
      }
      const frames = Math.min(framesLeft, this.#stream.framesLeft);
      if (frames > 0) {
        const result = await this.#stream.run(frames);
        parts.push(result.samples);
        this.#given += result.samples.length;
        framesLeft -= frames;
        acousticMs += result.acousticMs;
        vocoderMs += result.vocoderMs;
      }
      if (this.#stream.framesLeft === 0) parts.push(this.#endPiece());
    }
    const done = this.#stream === undefined && this.#nextPiece === this.#input.pieces.length;
    const frontEndMs = this.#steps === 0 ? this.#input.frontEndMs : 0;
    this.#steps += 1;
    return {
      samples: joinSamples(parts, this.#input.controls.gain),
      marks: this.#takeMarks(done),
      stages: { frontEndMs, acousticMs, vocoderMs },
      done,
    };
  }

  async #beginPiece(): Promise<PieceStream> {
    const { graphs, pieces, controls, noise, text, table } = this.#input;
    const piece = pieces[this.#nextPiece];
    if (piece === undefined) throw new Error("Cannot begin a piece: there is none left");
    this.#nextPiece += 1;
    const encoded = await encodePiece(graphs, piece.ids, controls.lengthScale);
    this.#marks.push(...pieceMarks(piece, encoded.durations, text, table, this.#planned));
    const stream = new PieceStream(graphs, encoded, controls, noise);
    this.#planned += stream.samples;
    if (piece.endMark !== ",") {
      this.#planned += Math.round(SENTENCE_PAUSE_SAMPLES * controls.lengthScale);
    }
    return stream;
  }

  /** The pause after a piece that has been computed. */
  #endPiece(): Float32Array {
    this.#stream = undefined;
    const pause = new Float32Array(this.#planned - this.#given);
    this.#given = this.#planned;
    return pause;
  }

  /** Marks that begin in what has been given; at the end, whatever is left. */
  #takeMarks(done: boolean): EngineMark[] {
    const later = this.#marks.findIndex((mark) => mark.sampleStart >= this.#given);
    return this.#marks.splice(0, done || later < 0 ? this.#marks.length : later);
  }
}

/**
 * One buffer of all parts, amplified and clipped to [-1, 1].
 * @throws Error for a sample that is no number, which no input should bring about.
 */
function joinSamples(parts: readonly Float32Array[], gain: number): Float32Array {
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    for (const sample of part) {
      if (Number.isNaN(sample)) throw new Error("The vocoder gave a sample that is no number");
      samples[at++] = Math.min(1, Math.max(-1, sample * gain));
    }
  }
  return samples;
}
