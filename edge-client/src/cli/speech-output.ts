import type { AudioChunk, AudioFormat } from "@sotto/proto";

/** Where an output stands. */
export interface OutputPosition {
  /** Sample offset in the stream up to which sound was heard, or written. */
  readonly playedSamples: number;
  /** Sound that waits to be heard, in milliseconds. */
  readonly bufferedMs: number;
  /** Gaps heard. */
  readonly underruns: number;
  /** Their length together, in milliseconds. */
  readonly underrunMs: number;
}

/** Where the sound of one session goes: the sound card, a file or a pipe. Its owner disposes it. */
export interface SpeechOutput extends AsyncDisposable {
  /** True where sound is taken at the speed of sound, and somebody listens. */
  readonly live: boolean;
  /** Makes ready for sound of `format`, which the server has decided on. Throws `DeviceError`. */
  start(format: AudioFormat): Promise<void>;
  /** Takes a chunk; resolves when there is room for more. Throws `DeviceError`. */
  write(chunk: AudioChunk): Promise<void>;
  /** An utterance ends here, so that silence after it is no gap. */
  endUtterance(): void;
  /** Ends sound at once and drops what waits; resolves with where the listener was. */
  interrupt(): Promise<OutputPosition>;
  /** No more comes: resolves when all was heard, or the file is complete. Throws `DeviceError`. */
  finish(): Promise<OutputPosition>;
  /** Where it stands. */
  position(): OutputPosition;
}
