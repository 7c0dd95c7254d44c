import { DeviceError } from "../device/device-error.js";
import { bytesPerFrame, framesInMs, type PcmFormat } from "../pcm-format.js";

/**
 * What a recording may be. The bounds are checked before any native code sees them: alsa-capture puts a period on its
 * thread's stack, and a million channels, or a period of a hundred million frames, end its process with SIGSEGV.
 */
export const CAPTURE_LIMITS = {
  sampleRateHz: { min: 4000, max: 192_000 },
  channels: { min: 1, max: 8 },
  chunkMs: { min: 5, max: 200 },
  periodBytes: { min: 2, max: 256 * 1024 },
} as const;

/** Chunk length where none is asked for, in milliseconds. */
export const CHUNK_MS_DEFAULT = 20;

/** Frames per chunk for a format and chunk length within the limits; throws `DeviceError` `formatUnsupported`. */
export function checkCaptureFormat(format: PcmFormat, chunkMs: number): number {
  checkWhole("sampleRateHz", format.sampleRateHz);
  checkWhole("channels", format.channels);
  checkRange("chunkMs", chunkMs);
  const chunkFrames = framesInMs(format, chunkMs);
  checkRange("periodBytes", chunkFrames * bytesPerFrame(format));
  return chunkFrames;
}

function checkWhole(name: "sampleRateHz" | "channels", value: number): void {
  checkRange(name, Number.isInteger(value) ? value : Number.NaN);
}

function checkRange(name: keyof typeof CAPTURE_LIMITS, value: number): void {
  const { min, max } = CAPTURE_LIMITS[name];
  if (value >= min && value <= max) return;
  throw new DeviceError(
    "formatUnsupported",
    "capture",
    `The recording's ${name} must be between ${min} and ${max}; choose a value in that range.`,
  );
}
