import { followPitch, type PitchTarget } from "../cloning/clone-controls.js";
import type { MiniGraphs } from "./mini-graphs.js";
import { joinFrames, NO_FRAMES, type SentenceFrames } from "./sentence-frames.js";
import { type ReadSentence, readSentence, sentenceUnits, tellFrames } from "./sentence-graphs.js";
import type { VoiceControls } from "./voice-controls.js";

/**
 * The frames of one sentence, planned from its beginning as far as they are wanted: the prosody graph sees 0.6 s either
 * way and no more, so that a first sound doesn't have to wait for the end of the sentence. How the plan was cut changes
 * no more than the last bits of frames, or, where activations are quantised by their range in a call, about 1 Hz.
 */
export class SentencePlan {
  readonly #graphs: MiniGraphs;
  readonly #sentence: ReadSentence;
  readonly #pitch: PitchTarget | undefined;
  /** Whether frames depend on the pitch of the whole sentence, so that it must be planned at once. */
  readonly #whole: boolean;
  #planned = 0;
  #frames = NO_FRAMES;
  /** Units that the sentence has, pads included. */
  readonly units: number;

  private constructor(graphs: MiniGraphs, sentence: ReadSentence, controls: VoiceControls) {
    this.#graphs = graphs;
    this.#sentence = sentence;
    this.#pitch = controls.pitch;
    this.#whole = !controls.whisper && (controls.pitch !== undefined || controls.pitchRange !== 1);
    this.units = sentenceUnits(sentence.durations);
  }

  /**
   * Runs the text graph; no frames are planned yet.
   * @param ids ids of the symbols with a pad at both ends.
   */
  static async read(
    graphs: MiniGraphs,
    ids: Int32Array,
    controls: VoiceControls,
  ): Promise<SentencePlan> {
    return new SentencePlan(graphs, await readSentence(graphs, ids, controls), controls);
  }

  /** Durations of the symbols, the pads at both ends included, in units of `durationFrames` frames. */
  get durations(): Int32Array {
    return this.#sentence.durations;
  }

  /** Whether all frames are planned. */
  get complete(): boolean {
    return this.#planned === this.units;
  }

  /** The frames planned so far, from the sentence's first one. */
  get frames(): SentenceFrames {
    return this.#frames;
  }

  /** Plans up to `units` units, or more where style or voice ask for it. */
  async extendTo(units: number): Promise<void> {
    const end = this.#whole ? this.units : Math.min(units, this.units);
    if (end <= this.#planned) return;
    const range = { begin: this.#planned, end };
    const told = await tellFrames(this.#graphs, this.#sentence, range);
    const frames = this.#pitch ? { ...told, f0: followPitch(told.f0, this.#pitch) } : told;
    this.#frames = joinFrames(this.#frames, frames);
    this.#planned = end;
  }
}
