import type { PcmFormat } from "../pcm-format.js";

/**
 * Where decoded sound goes: a device or a file, behind one interface. The player owns its sink, calls one method at a
 * time (except `stop` and `close`, which may interrupt a pending `write` or `drain`), and closes it.
 *
 * A sink is *paced* when it takes frames at the speed of sound (devices, and the null sink); it is then fed just ahead
 * of the listener. An unpaced sink (files, stdout) takes frames as they come, and for it "written" is "heard".
 */
export interface Sink {
  /** What it is, for messages: `aplay default`, `wav-file reply.wav`. */
  readonly name: string;
  readonly format: PcmFormat;
  readonly paced: boolean;
  /** Device underruns that the sink itself saw (aplay's xrun messages). */
  readonly xruns: number;
  /** Makes it ready to take frames; does nothing when it is. Throws `DeviceError`. */
  open(): Promise<void>;
  /** Gives whole frames; resolves when it can take more. Throws `DeviceError`. The bytes are not kept. */
  write(pcm: Uint8Array): Promise<void>;
  /**
   * Frames heard since `open`, where the sink can tell; `undefined` where it can't, and the player then reckons by its
   * clock.
   */
  heardFrames?(): number | undefined;
  /** Resolves when all that was written has been heard or handed to the system. `open` may follow. */
  drain(): Promise<void>;
  /** Ends sound at once and forgets what was not heard; what a file already has, it keeps. `open` may follow. */
  stop(): Promise<void>;
  /** Frees everything; a file is completed (WAV header, rename). Idempotent. Throws `DeviceError` on a full disk. */
  close(): Promise<void>;
}

/**
 * Which sink. `openSink(spec, format)` in `open-sink.ts` makes it. `device` is an ALSA PCM name for aplay
 * (`default`, `plughw:CARD=Headphones,DEV=0`); `stdout` writes raw PCM or a WAV of unknown length; `null` takes sound
 * at the speed of the clock and forgets it.
 */
export type SinkSpec =
  | {
      readonly kind: "device";
      readonly device: string;
      readonly environment?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "wav-file"; readonly path: string }
  | { readonly kind: "raw-file"; readonly path: string }
  | { readonly kind: "stdout"; readonly container: "raw" | "wav" }
  | { readonly kind: "null" };
