import type { StreamSynthesizeResponse } from "@sotto/proto";

/** An event of a speech session, as the contract has it; `resumed` is dealt with inside. */
export type SpeechEvent = Exclude<
  NonNullable<StreamSynthesizeResponse["event"]>,
  { $case: "resumed" }
>;

/** Whether `event` is sound, or timings of it: what a barge-in drops. */
export function isSound({ $case }: SpeechEvent): boolean {
  return $case === "audio" || $case === "marks";
}

/** What became of a flush: spoken to the end, or dropped by a barge-in. */
export type FlushOutcome =
  | { readonly kind: "flushed" /** 0 where there was no text. */; readonly utterance: number }
  | { readonly kind: "cancelled" };

/** How far the listener heard the speech when it was cut off. */
export interface HeardPosition {
  readonly utterance: number;
  /** Sample offset of the stream up to which sound was heard. */
  readonly heardSamples: number;
  /** Unicode code points of that utterance's text that were heard. */
  readonly heardTextEnd: number;
  /** Sample offset at which the next sound will begin. */
  readonly nextSampleOffset: number;
}

/** What the listener's side has played so far. */
export interface PlaybackReport {
  /** Sound that waits to be heard, in milliseconds. */
  readonly bufferedMs: number;
  /** Sample offset of the stream, at its output rate, up to which sound was heard. */
  readonly playedSamples: number;
  /** Gaps heard so far. */
  readonly underruns: number;
}

/**
 * A conversation with a voice, remote or offline: text goes in, sound and events come out. Its owner disposes it.
 * Someone must read {@link events} to the end: flushes and cancels are answered in the order of events.
 */
export interface SpeechSession extends AsyncDisposable {
  /** The events in order; to be iterated once. Throws what the session failed with. */
  events(): AsyncIterable<SpeechEvent>;
  /** Sends a piece of the prompt, any number of bytes, as the config's format says. Waits while the link is full. */
  sendPrompt(piece: Uint8Array): Promise<void>;
  /** Ends the prompt; `transcript` is what is said in it. */
  endPrompt(transcript?: string): Promise<void>;
  /** Sends text, split anywhere. Waits while the link is full. */
  sendText(text: string): Promise<void>;
  /** Ends the utterance; resolves when all of it has been received, or was dropped by {@link cancel}. */
  flush(): Promise<FlushOutcome>;
  /**
   * Barge-in: drops what is pending at once, here and on the other side; no sound of it comes out of
   * {@link events} after this call. `playedSamples` is the listener's position.
   */
  cancel(playedSamples: number): Promise<HeardPosition>;
  /** Tells what has been played; may be called at any rate, and is sent a few times a second at the most. */
  reportPlayback(report: PlaybackReport): void;
  /** Ends the input; what is pending is still spoken, then the events end. */
  end(): void;
  /** How often the link was lost and found again. */
  readonly reconnects: number;
}
