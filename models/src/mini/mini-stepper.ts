import { FormantScaler } from "../cloning/formant-scaler.js";
import type { Stepper, StepResult } from "../engine.js";
import { MarkQueue } from "../mark-queue.js";
import { StepTurns } from "../step-turns.js";
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
  readonly #turns = new StepTurns();
  readonly #marks = new MarkQueue();
  readonly #input: MiniStepperInput;
  readonly #scaler: FormantScaler;
  /** The piece in the making; `undefined` between two. */
  #stream: PieceStream | undefined;
  #nextPiece = 0;
  /** Samples given so far, and those of all pieces begun, before their formants are moved. */
  #given = 0;
  #planned = 0;
  #steps = 0;

  constructor(input: MiniStepperInput) {
    this.#input = input;
    const { graphs, controls } = input;
    this.#scaler = new FormantScaler(graphs.info.sampleRateHz, controls.formantScale);
  }

  step(maxFrames: number): Promise<StepResult> {
    return this.#turns.take(maxFrames, (frames) => this.#run(frames));
  }

  close(): void {
    this.#turns.close();
    this.#stream = undefined;
    this.#marks.clear();
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
      marks: this.#marks.takeBefore(this.#given, done),
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
    const placed = pieceMarks(piece, text, times).map((mark) => ({
      ...mark,
      sampleStart: this.#scaler.place(mark.sampleStart),
      sampleEnd: this.#scaler.place(mark.sampleEnd),
    }));
    this.#marks.add(placed);
    this.#planned += stream.samples;
    return stream;
  }
}
