import { durationFromMs, type StageTimes } from "@sotto/proto";

/** A stage whose time is added up. */
export type TalliedStage = "queue" | "frontEnd" | "acoustic" | "vocoder" | "encode";

/** Milliseconds by stage. */
export type StageMs = Readonly<Record<TalliedStage, number>>;

const NOTHING: StageMs = { queue: 0, frontEnd: 0, acoustic: 0, vocoder: 0, encode: 0 };

/** Adds up where the time of one utterance goes, and remembers what it was at the first sound. */
export class StageTally {
  #total: StageMs = NOTHING;
  #first: StageMs | undefined;
  #firstWriteMs = 0;

  /** Adds `ms` to `stage`. */
  add(stage: TalliedStage, ms: number): void {
    this.#total = { ...this.#total, [stage]: this.#total[stage] + Math.max(0, ms) };
  }

  /** The utterance's first sound is encoded: what was added so far is what it cost. Only the first call counts. */
  firstEncoded(): void {
    this.#first ??= this.#total;
  }

  /** The first sound waited `ms` until the transport had it. */
  firstWritten(ms: number): void {
    this.#firstWriteMs = Math.max(0, ms);
  }

  /** Time that was spent computing, in ms: all but the waiting. */
  get computeMs(): number {
    const { frontEnd, acoustic, vocoder, encode } = this.#total;
    return frontEnd + acoustic + vocoder + encode;
  }

  /** The times as they are sent. */
  toStageTimes(): StageTimes {
    const first = this.#first ?? NOTHING;
    const total = this.#total;
    return {
      firstQueue: durationFromMs(first.queue),
      firstFrontEnd: durationFromMs(first.frontEnd),
      firstAcoustic: durationFromMs(first.acoustic),
      firstVocoder: durationFromMs(first.vocoder),
      firstEncode: durationFromMs(first.encode),
      firstWrite: durationFromMs(this.#firstWriteMs),
      frontEnd: durationFromMs(total.frontEnd),
      acoustic: durationFromMs(total.acoustic),
      vocoder: durationFromMs(total.vocoder),
      encode: durationFromMs(total.encode),
      queue: durationFromMs(total.queue),
    };
  }
}
