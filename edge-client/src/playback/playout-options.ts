import { bytesPerFrame, framesInMs, type PcmFormat } from "../pcm-format.js";
import type { DriftCorrector } from "./drift-corrector.js";

/** A device is kept this far ahead of the listener, in milliseconds; `interrupt` cuts it off all the same. */
export const LEAD_MS = 240;
/** With less than this left in the device and nothing in the ring, we are underrunning and give silence. */
export const LOW_WATER_MS = 40;
/** What is given to a device at a time, in milliseconds. */
export const BLOCK_MS = 20;
/** After an utterance the device is kept open with silence for this long, so that the next joins without a gap. */
export const LINGER_MS = 500;
/** What an unpaced sink is given at a time, in bytes. */
const UNPACED_BYTES_MAX = 64 * 1024;

/** What to do next: give `pcm` to the sink, wait until something changes or `ms` have passed, or drain the sink. */
export type PlayoutStep =
  | { readonly kind: "write"; readonly pcm: Uint8Array; readonly frames: number }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "drain" };

/** What a playout needs to know; see `PlayerOptions`. */
export interface PlayoutOptions {
  readonly format: PcmFormat;
  readonly paced: boolean;
  readonly ringMs: number;
  readonly prebufferMs: number;
  readonly leadSilenceMs: number;
  readonly warmMs: number;
  /** Only for a live source on a sink that reports its position. */
  readonly drift?: DriftCorrector;
}

/** The frames that a sink is given at a time. */
export function blockFramesOf(format: PcmFormat, paced: boolean): number {
  if (paced) return framesInMs(format, BLOCK_MS);
  return Math.floor(UNPACED_BYTES_MAX / bytesPerFrame(format));
}
