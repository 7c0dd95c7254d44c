import type { Stepper, StepResult } from "../engine.js";
import { MarkQueue } from "../mark-queue.js";
import { StepTurns } from "../step-turns.js";
import type { SymbolTextPiece } from "../text/symbol-text-pieces.js";
import type { SampleStream } from "./kokoro-decoder.js";
import { kokoroMarks } from "./kokoro-marks.js";

/** A piece that is ready to be decoded. */
export interface OpenPiece {
  /** Where each of its symbols begins in frames, and where the last one ends. */
  readonly symbolFrames: Int32Array;
  /** Samples that it will come to. */
  readonly samples: number;
  readonly stream: SampleStream;
}

/** What a {@link KokoroStepper} works with. */
export interface KokoroStepperInput {
  readonly text: string;
  readonly pieces: readonly SymbolTextPiece[];
  /** Encodes a piece and makes its decoder. */
  readonly openPiece: (piece: SymbolTextPiece) => Promise<OpenPiece>;
  /** Factor of the samples. */
  readonly gain: number;
  /** Time that the front end took; told with the first step. */
  readonly frontEndMs: number;
}

/**
 * Speaks one segment piece by piece. A piece is encoded in a step of its own, which gives no sound, except for the
 * first one, which is encoded before the first step.
 */
export class KokoroStepper implements Stepper {
  readonly #turns = new StepTurns();
  readonly #marks = new MarkQueue();
  readonly #input: KokoroStepperInput;
  /** The piece in the making; `undefined` between two. */
  #stream: SampleStream | undefined;
  #nextPiece = 0;
  /** Samples given so far, and those of all pieces begun. */
  #given = 0;
  #planned = 0;
  /** Told with the next step. */
  #frontEndMs: number;
  #encodingMs = 0;

  private constructor(input: KokoroStepperInput) {
    this.#input = input;
    this.#frontEndMs = input.frontEndMs;
  }

  /** Begins a segment: encodes its first piece. */
  static async open(input: KokoroStepperInput): Promise<KokoroStepper> {
    const stepper = new KokoroStepper(input);
    await stepper.#beginPiece();
    return stepper;
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
    const begun = performance.now();
    const samples = await this.#nextSamples(maxFrames);
    const stepMs = performance.now() - begun;
    const acousticMs = this.#encodingMs;
    const stages = {
      frontEndMs: this.#frontEndMs,
      acousticMs,
      // The first piece was encoded before this step.
      vocoderMs: samples === undefined ? 0 : stepMs,
    };
    this.#frontEndMs = 0;
    this.#encodingMs = 0;
    const given = samples ?? new Float32Array(0);
    this.#given += given.length;
    const done = this.#stream === undefined && this.#nextPiece === this.#input.pieces.length;
    return { samples: given, marks: this.#marks.takeBefore(this.#given, done), stages, done };
  }

  /** Samples of the piece in the making; `undefined` where the step went into encoding the next. */
  async #nextSamples(maxFrames: number): Promise<Float32Array | undefined> {
    if (this.#stream === undefined) {
      await this.#beginPiece();
      return undefined;
    }
    const frames = Math.min(maxFrames, this.#stream.framesLeft);
    const samples = amplified(await this.#stream.run(frames), this.#input.gain);
    if (this.#stream.framesLeft === 0) this.#stream = undefined;
    return samples;
  }

  async #beginPiece(): Promise<void> {
    const { pieces, openPiece, text } = this.#input;
    const piece = pieces[this.#nextPiece];
    if (piece === undefined) throw new Error("Cannot begin a piece: there is none left");
    const begun = performance.now();
    const { symbolFrames, samples, stream } = await openPiece(piece);
    this.#encodingMs += performance.now() - begun;
    this.#nextPiece += 1;
    this.#stream = stream;
    this.#marks.add(kokoroMarks(piece, symbolFrames, text, this.#planned));
    this.#planned += samples;
  }
}

/**
 * The samples amplified and clipped to [-1, 1], in place.
 * @throws Error for a sample that is no number, which no input should bring about.
 */
function amplified(samples: Float32Array, gain: number): Float32Array {
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    if (Number.isNaN(sample)) throw new Error("The decoder gave a sample that is no number");
    samples[i] = Math.min(1, Math.max(-1, sample * gain));
  }
  return samples;
}
