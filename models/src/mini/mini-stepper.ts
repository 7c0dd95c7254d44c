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

/** Synthesises one segment piece by piece: text once a piece, prosody once or twice, the decoder in each step. */
export class MiniStepper implements Stepper {
  readonly #turns = new StepTurns();
  readonly #marks = new MarkQueue();
  readonly #input: MiniStepperInput;
  readonly #scaler: FormantScaler;
  /** The piece in the making; `undefined` between two. */
  #stream: PieceStream | undefined;
  #nextPiece = 0;
  /** Samples given so far, and those of all pieces planned to their end, before their formants are moved. */
  #given = 0;
  #planned = 0;
  /** Marks of the piece in the making that have been added. */
  #marked = 0;
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
    while (framesLeft > 0 && !this.#turns.closed) {
      const begun = performance.now();
      if (this.#stream === undefined && this.#nextPiece === this.#input.pieces.length) break;
      const stream = await this.#plannedFor(framesLeft);
      const planned = performance.now();
      const frames = Math.min(framesLeft, stream.framesLeft);
      const samples = await stream.run(frames);
      parts.push(samples);
      framesLeft -= frames;
      acousticMs += planned - begun;
      vocoderMs += performance.now() - planned;
      if (stream.complete && stream.framesLeft === 0) this.#stream = undefined;
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

  /** The piece in the making, begun if need be, and planned to its end where `frames` frames aren't planned. */
  async #plannedFor(frames: number): Promise<PieceStream> {
    const stream = this.#stream ?? (await this.#beginPiece());
    // A stepper that is closed in the middle of a step ends it with the sound that there is.
    if (this.#turns.closed) return stream;
    this.#stream = stream;
    if (stream.complete || stream.framesLeft >= frames) return stream;
    await stream.planRest();
    this.#addMarks(stream);
    return stream;
  }

  async #beginPiece(): Promise<PieceStream> {
    const { graphs, pieces, controls, noise } = this.#input;
    const piece = pieces[this.#nextPiece];
    if (piece === undefined) throw new Error("Cannot begin a piece: there is none left");
    this.#nextPiece += 1;
    const stream = await PieceStream.begin(graphs, piece, controls, noise);
    this.#marked = 0;
    this.#addMarks(stream);
    return stream;
  }

  /** Adds the marks that are known by now: all of a planned piece, else those that begin in what is planned of it. */
  #addMarks(stream: PieceStream): void {
    const { graphs, text } = this.#input;
    const { symbolFrames, piece } = stream;
    const { frameSamples } = graphs.info;
    const marks = pieceMarks(piece, text, {
      sampleOffset: this.#planned,
      symbolFrames,
      frameSamples,
    });
    const end = stream.complete ? Number.POSITIVE_INFINITY : this.#planned + stream.samples;
    const later = marks.findIndex(({ sampleStart }) => sampleStart >= end);
    const known = marks.slice(this.#marked, later < 0 ? marks.length : later);
    this.#marks.add(
      known.map((mark) => ({
        ...mark,
        sampleStart: this.#scaler.place(mark.sampleStart),
        sampleEnd: this.#scaler.place(mark.sampleEnd),
      })),
    );
    this.#marked += known.length;
    if (stream.complete) this.#planned += stream.samples;
  }
}
