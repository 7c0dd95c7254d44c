import { FormantScaler } from "../cloning/formant-scaler.js";
import type { EngineMark, Stepper, StepResult } from "../engine.js";
import { checkStepFrames } from "../segment-checks.js";
import type { SymbolTextPiece } from "../text/symbol-text-pieces.js";
import type { NoiseSource } from "./decoder-stream.js";
import { joinLimited } from "./limit-samples.js";
import type { MiniGraphs } from "./mini-graphs.js";
import { pieceMarks } from "./piece-marks.js";
import { PieceStream } from "./piece-stream.js";
import type { VoiceControls } from "./voice-controls.js";

/** What a {@link MiniStepper} works with. */
export interface MiniStepperInput {
  readonly graphs: MiniGraphs;
  readonly text: string;
  readonly pieces: readonly SymbolTextPiece[];
  readonly controls: VoiceControls;
  readonly noise: NoiseSource;
  /** Time that the front end took; told with the first step. */
  readonly frontEndMs: number;
}

/** Synthesises one segment piece by piece: text and prosody once a piece, the decoder in each step. */
export class MiniStepper implements Stepper {
  readonly #input: MiniStepperInput;
  readonly #scaler: FormantScaler;
  /** The piece in the making; `undefined` between two. */
  #stream: PieceStream | undefined;
  #nextPiece = 0;
  /** Samples given so far, and those of all pieces begun, before their formants are moved. */
  #given = 0;
  #planned = 0;
  #marks: EngineMark[] = [];
  #steps = 0;
  #busy = false;
  #closed = false;

  constructor(input: MiniStepperInput) {
    this.#input = input;
    const { graphs, controls } = input;
    this.#scaler = new FormantScaler(graphs.info.sampleRateHz, controls.formantScale);
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
      const begun = performance.now();
      if (this.#stream === undefined) {
        if (this.#nextPiece === this.#input.pieces.length) break;
        this.#stream = await this.#beginPiece();
      }
      const planned = performance.now();
      const frames = Math.min(framesLeft, this.#stream.framesLeft);
      const samples = await this.#stream.run(frames);
      parts.push(samples);
      framesLeft -= frames;
      acousticMs += planned - begun;
      vocoderMs += performance.now() - planned;
      if (this.#stream.framesLeft === 0) this.#stream = undefined;
    }
    const done = this.#stream === undefined && this.#nextPiece === this.#input.pieces.length;
    const frontEndMs = this.#steps === 0 ? this.#input.frontEndMs : 0;
    this.#steps += 1;
    const samples = this.#scaler.process(joinLimited(parts, this.#input.controls.gain), done);
    this.#given += samples.length;
    return {
      samples,
      marks: this.#takeMarks(done),
      stages: { frontEndMs, acousticMs, vocoderMs },
      done,
    };
  }

  async #beginPiece(): Promise<PieceStream> {
    const { graphs, pieces, controls, noise, text } = this.#input;
    const piece = pieces[this.#nextPiece];
    if (piece === undefined) throw new Error("Cannot begin a piece: there is none left");
    this.#nextPiece += 1;
    const stream = await PieceStream.begin(graphs, piece, controls, noise);
    const { symbolFrames } = stream;
    const { frameSamples } = graphs.info;
    const times = { sampleOffset: this.#planned, symbolFrames, frameSamples };
    for (const mark of pieceMarks(piece, text, times)) {
      const sampleStart = this.#scaler.place(mark.sampleStart);
      const sampleEnd = this.#scaler.place(mark.sampleEnd);
      this.#marks.push({ ...mark, sampleStart, sampleEnd });
    }
    this.#planned += stream.samples;
    return stream;
  }

  /** Marks that begin in what has been given; at the end, whatever is left. */
  #takeMarks(done: boolean): EngineMark[] {
    const later = this.#marks.findIndex((mark) => mark.sampleStart >= this.#given);
    return this.#marks.splice(0, done || later < 0 ? this.#marks.length : later);
  }
}
