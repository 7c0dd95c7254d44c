import { type AcousticChunk, AcousticStream } from "./acoustic-stream.js";
import type { EncodedPiece } from "./encoder.js";
import { F0_MAX_HZ, F0_MIN_HZ, HOP_SAMPLES } from "./mini-constants.js";
import type { MiniGraphs } from "./mini-graphs.js";
import { type NoiseSource, VocoderStream } from "./vocoder-stream.js";
import type { VoiceControls } from "./voice-controls.js";

const LOG_F0_MIN = Math.log(F0_MIN_HZ);
const LOG_F0_MAX = Math.log(F0_MAX_HZ);

/** What one run over some frames gave. */
export interface FramesResult {
  /** Samples of the caller's own, not clipped; may be empty. */
  readonly samples: Float32Array;
  readonly acousticMs: number;
  readonly vocoderMs: number;
}

/** Computes the samples of one encoded piece, decoder and vocoder in step. */
export class PieceStream {
  readonly #acoustic: AcousticStream;
  readonly #vocoder: VocoderStream;
  readonly #logF0Shift: number;

  constructor(
    graphs: MiniGraphs,
    piece: EncodedPiece,
    controls: VoiceControls,
    noise: NoiseSource,
  ) {
    this.#acoustic = new AcousticStream(graphs, piece, controls.f0Scale);
    this.#vocoder = new VocoderStream(graphs, noise, this.#acoustic.plan.realFrames);
    this.#logF0Shift = controls.logF0Shift;
  }

  /** Samples that the piece comes to. */
  get samples(): number {
    return this.#acoustic.plan.realFrames * HOP_SAMPLES;
  }

  /** Frames still to be computed, flush frames included; none for a piece without real frames. */
  get framesLeft(): number {
    return this.#acoustic.plan.realFrames === 0 ? 0 : this.#acoustic.framesLeft;
  }

  /** Computes the next `frames` frames (1 to {@link framesLeft}). */
  async run(frames: number): Promise<FramesResult> {
    const begun = performance.now();
    const chunk = await this.#acoustic.run(frames);
    const decoded = performance.now();
    const samples = await this.#vocoder.run(this.#shiftPitch(chunk));
    return { samples, acousticMs: decoded - begun, vocoderMs: performance.now() - decoded };
  }

  #shiftPitch(chunk: AcousticChunk): AcousticChunk {
    if (this.#logF0Shift === 0) return chunk;
    const logF0 = chunk.logF0.map((value) =>
      Math.min(LOG_F0_MAX, Math.max(LOG_F0_MIN, value + this.#logF0Shift)),
    );
    return { ...chunk, logF0 };
  }
}
