import type { Clock } from "../clock.js";
import type { PcmFormat } from "../pcm-format.js";
import type { Sink } from "./sink.js";

/**
 * `idle` nothing to play; `buffering` sound arrives but waits for the prebuffer (at the start, or after an underrun);
 * `playing`; `draining` the utterance's last frames are in the device; `paused`; `stopped` for good.
 */
export type PlayerState = "idle" | "buffering" | "playing" | "draining" | "paused" | "stopped";

/** Where playback stands: what the wire's `Playback` message and the CLI's report are made of. */
export interface PlaybackPosition {
  readonly state: PlayerState;
  /** The listener's position: sample offset in the stream up to which sound was heard (device buffer not counted). */
  readonly playedSamples: number;
  /** Sound that waits in our ring and in the device, in milliseconds. */
  readonly bufferedMs: number;
  /** Gaps heard in the middle of an utterance, each counted once. */
  readonly underruns: number;
  /** Length of all those gaps together, in milliseconds. */
  readonly underrunMs: number;
  /** The prebuffer that the next start waits for, in milliseconds; worth keeping for the next call on this network. */
  readonly prebufferMs: number;
  /** Times that the device was opened again after it failed. */
  readonly sinkRestarts: number;
}

/** Plays one stream's sound, of one utterance or many, on one sink. */
export interface Player extends AsyncDisposable {
  readonly format: PcmFormat;
  readonly state: PlayerState;
  /**
   * Gives sound: whole frames of `format`. Resolves when they are in the ring, so awaiting it is the back-pressure.
   * `sampleOffset` is the stream's offset of the first frame (AudioChunk.sample_offset); where absent, sound goes on
   * where the last ended. Throws `DeviceError` when the sink failed for good. After `interrupt`, a pending write
   * resolves and its rest is dropped.
   */
  write(pcm: Uint8Array, sampleOffset?: number): Promise<void>;
  /**
   * Says that an utterance ends here, so that running dry is no underrun. Resolves when its last frame has been heard
   * (or dropped by `interrupt`). More may be written at once; it joins without a gap.
   */
  endUtterance(): Promise<void>;
  /** Barge-in: sound ends at once (within 150 ms), what waits is dropped. The player can be written to again. */
  interrupt(): Promise<PlaybackPosition>;
  /** Ends sound at once but keeps what was not heard. */
  pause(): Promise<void>;
  /** Goes on exactly where the listener was. */
  resume(): void;
  /** No more will come: plays out, closes the sink (completes a file) and resolves when the last frame was heard. */
  end(): Promise<PlaybackPosition>;
  /** Where playback stands. */
  position(): PlaybackPosition;
}

/** How to play. `createPlayer(options)` in `stream-player.ts` makes a {@link Player} of it. */
export interface PlayerOptions {
  /** Owned by the player from now on. */
  readonly sink: Sink;
  /** Sound that the ring holds at most, in milliseconds, 200 to 60000; 2000 where absent. */
  readonly ringMs?: number;
  /** Prebuffer to start with, in milliseconds, 0 to 1500; 60 where absent. */
  readonly prebufferMs?: number;
  /** Silence played first to a device that may sleep, in milliseconds, 0 to 3000; 0 where absent. */
  readonly leadSilenceMs?: number;
  /** A device that sounded less than this ago is awake and gets no lead silence; 5000 where absent. */
  readonly warmMs?: number;
  /** How often `onPlayed` is called while there is sound, in milliseconds; 200 where absent. */
  readonly reportMs?: number;
  /** Called with the position while sound plays, at every change of state and at the end. Must not throw. */
  readonly onPlayed?: (position: PlaybackPosition) => void;
  /**
   * The sound comes from a voice speaking now, at the speed of its own clock: correct the drift between that and the
   * device's, where the sink reports its position. False where absent, because synthesis runs ahead of the listener.
   */
  readonly liveSource?: boolean;
  readonly clock?: Clock;
}
