import {
  bytesOfSamples,
  bytesPerFrame,
  framesInMs,
  type PcmFormat,
  type PcmSamples,
  samplesOfBytes,
} from "../pcm-format.js";

/** Length of the ramps at the edges of a gap: short enough not to be heard, long enough not to click. */
const RAMP_MS = 5;

/** The last frame of `pcm`, one number per channel; `undefined` for none. */
export function lastFrame(pcm: Uint8Array, format: PcmFormat): PcmSamples | undefined {
  const size = bytesPerFrame(format);
  if (pcm.length < size) return undefined;
  return samplesOfBytes(pcm.subarray(pcm.length - size), format.encoding);
}

/** `frames` frames of silence; with `from`, they begin with 5 ms that lead from that frame's values down to zero. */
export function silence(format: PcmFormat, frames: number, from?: PcmSamples): Uint8Array {
  const pcm = new Uint8Array(frames * bytesPerFrame(format));
  if (from === undefined) return pcm;
  const samples = samplesOfBytes(pcm, format.encoding);
  const ramp = Math.min(frames, framesInMs(format, RAMP_MS));
  for (let frame = 0; frame < ramp; frame++) {
    const gain = 1 - (frame + 1) / ramp;
    for (let channel = 0; channel < format.channels; channel++) {
      samples[frame * format.channels + channel] = (from[channel] ?? 0) * gain;
    }
  }
  return bytesOfSamples(samples);
}

/** `pcm` with its first 5 ms raised from zero, for sound that starts in the middle of a wave. */
export function fadeIn(pcm: Uint8Array, format: PcmFormat): Uint8Array {
  const samples = samplesOfBytes(pcm, format.encoding);
  const ramp = Math.min(samples.length / format.channels, framesInMs(format, RAMP_MS));
  for (let index = 0; index < ramp * format.channels; index++) {
    const gain = (Math.floor(index / format.channels) + 1) / (ramp + 1);
    samples[index] = (samples[index] ?? 0) * gain;
  }
  return bytesOfSamples(samples);
}
