import { bytesOfSamples, type PcmFormat, samplesOfBytes } from "../pcm-format.js";

/** No estimate before this much observation: the jitter of one look at the device must become small beside it. */
const OBSERVE_MS_MIN = 10_000;
/** Smaller differences are left alone, in parts per million. */
const PPM_MIN = 20;
/** No quartz is further off than this; a greater difference is an error of measurement. */
const PPM_MAX = 1000;

/**
 * Keeps a live stream in step with the clock it was spoken by, on a device whose own clock runs a little faster or
 * slower: now and then one frame is played twice or left out, as snapcast does. It needs a sink that reports what it
 * has played. Synthesis that runs ahead of the listener does not need it: there the device sets the pace, and
 * back-pressure carries it to the server.
 */
export class DriftCorrector {
  private first: { readonly ms: number; readonly frame: number } | undefined;
  private estimatePpm = 0;
  private owed = 0;

  constructor(private readonly sampleRateHz: number) {}

  /** How much faster than the clock the device plays, in parts per million; 0 while unknown or negligible. */
  get ppm(): number {
    return this.estimatePpm;
  }

  /** The device was opened anew, or stood still: what was observed says nothing any more. */
  reset(): void {
    this.first = undefined;
    this.owed = 0;
  }

  /** The device has played `frame` frames at `nowMs`. */
  observe(nowMs: number, frame: number): void {
    if (this.first === undefined) {
      if (frame > 0) this.first = { ms: nowMs, frame };
      return;
    }
    const elapsedMs = nowMs - this.first.ms;
    if (elapsedMs < OBSERVE_MS_MIN) return;
    const nominal = (elapsedMs * this.sampleRateHz) / 1000;
    const ppm = ((frame - this.first.frame) / nominal - 1) * 1e6;
    const credible = Math.abs(ppm) >= PPM_MIN && Math.abs(ppm) <= PPM_MAX;
    this.estimatePpm = credible ? ppm : 0;
  }

  /** How many stream frames more (1) or fewer (-1) than `deviceFrames` the next `deviceFrames` shall play. */
  next(deviceFrames: number): -1 | 0 | 1 {
    this.owed -= (deviceFrames * this.estimatePpm) / 1e6;
    if (Math.abs(this.owed) < 1) return 0;
    const step = this.owed > 0 ? 1 : -1;
    this.owed -= step;
    return step;
  }
}

/**
 * `pcm` one frame shorter (`change` 1: a frame is left out) or longer (-1: a frame is played twice), at the place
 * where its neighbour is most like it and nobody hears it.
 */
export function stretchByOne(pcm: Uint8Array, format: PcmFormat, change: -1 | 1): Uint8Array {
  const { channels } = format;
  const samples = samplesOfBytes(pcm, format.encoding);
  const frames = samples.length / channels;
  let place = 0;
  let leastStep = Number.POSITIVE_INFINITY;
  for (let frame = 0; frame + 1 < frames; frame++) {
    let step = 0;
    for (let channel = 0; channel < channels; channel++) {
      const here = samples[frame * channels + channel] ?? 0;
      step += Math.abs((samples[(frame + 1) * channels + channel] ?? 0) - here);
    }
    if (step < leastStep) {
      leastStep = step;
      place = frame;
    }
  }
  const head = bytesOfSamples(samples.subarray(0, (place + 1) * channels));
  const tailStart = change === 1 ? place + 2 : place;
  return Buffer.concat([head, bytesOfSamples(samples.subarray(tailStart * channels))]);
}
