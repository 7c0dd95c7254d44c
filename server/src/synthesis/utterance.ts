import { HeardText } from "./heard-text.js";
import { StageTally } from "./stage-tally.js";

/** What is known of one utterance while it is spoken. */
export class Utterance {
  readonly tally = new StageTally();
  readonly heard = new HeardText();
  /** Code points of the text that was spoken. */
  textLength = 0;
  /** Segments that were spoken; also the index of the next. */
  segments = 0;
  /** Samples at the model's rate that the engine gave. */
  modelSamples = 0;
  /** Offset in the stream of its first sample, once one was sent. */
  firstSample: number | undefined;
  /** Samples sent, at the output rate. */
  samples = 0;
  /** Audio messages sent. */
  chunks = 0;
  /** When its first sound had been handed to the transport, from its first text on. */
  timeToFirstAudioMs: number | undefined;

  /**
   * @param number Counts the utterances of the stream from 1 on.
   * @param acceptedMs When its first text was accepted.
   * @param signal Aborts when the utterance is not to be spoken any further.
   */
  constructor(
    readonly number: number,
    readonly acceptedMs: number,
    readonly signal: AbortSignal,
  ) {}
}
