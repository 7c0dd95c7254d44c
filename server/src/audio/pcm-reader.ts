import { decodeALaw, decodeMuLaw } from "./g711.js";
import { unusablePrompt } from "./prompt-limits.js";

/** How one sample of PCM is written; little-endian. */
export type SampleCoding = "u8" | "s16" | "s24" | "s32" | "f32" | "f64" | "muLaw" | "aLaw";

interface Coding {
  readonly bytes: number;
  /** The sample at a byte offset; full scale is 1. */
  readonly read: (view: DataView, at: number) => number;
}

const CODINGS: Record<SampleCoding, Coding> = {
  u8: { bytes: 1, read: (view, at) => (view.getUint8(at) - 128) / 128 },
  s16: { bytes: 2, read: (view, at) => view.getInt16(at, true) / 32_768 },
  s24: {
    bytes: 3,
    read: (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608,
  },
  s32: { bytes: 4, read: (view, at) => view.getInt32(at, true) / 2_147_483_648 },
  f32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  f64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  muLaw: { bytes: 1, read: (view, at) => decodeMuLaw(view.getUint8(at)) / 32_768 },
  aLaw: { bytes: 1, read: (view, at) => decodeALaw(view.getUint8(at)) / 32_768 },
};

/** Bytes of one sample. */
export function codingBytes(coding: SampleCoding): number {
  return CODINGS[coding].bytes;
}

/** Reads PCM frames from pieces that may split them, and averages their channels. */
export class PcmReader {
  readonly #coding: Coding;
  readonly #channels: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(coding: SampleCoding, channels: number) {
    this.#coding = CODINGS[coding];
    this.#channels = channels;
  }

  /** Bytes of a frame that is not complete yet. */
  get restBytes(): number {
    return this.#rest.length;
  }

  /**
   * The frames that `bytes` complete, each as one sample.
   * @throws SottoError UNUSABLE_PROMPT for a sample that is not a finite number.
   */
  read(bytes: Uint8Array): Float32Array {
    const frameBytes = this.#coding.bytes * this.#channels;
    const joined = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const frames = Math.floor(joined.length / frameBytes);
    // A DataView reads at any offset; a typed array over the same bytes would throw at odd ones.
    const view = new DataView(joined.buffer, joined.byteOffset, joined.byteLength);
    const samples = new Float32Array(frames);
    for (let frame = 0; frame < frames; frame++) {
      samples[frame] = this.#average(view, frame * frameBytes);
    }
    this.#rest = Buffer.from(joined.subarray(frames * frameBytes));
    return samples;
  }

  #average(view: DataView, at: number): number {
    const { bytes, read } = this.#coding;
    let sum = 0;
    for (let channel = 0; channel < this.#channels; channel++) {
      const sample = read(view, at + channel * bytes);
      if (!Number.isFinite(sample)) throw unusablePrompt("made of finite numbers");
      sum += Math.max(-1, Math.min(1, sample));
    }
    return sum / this.#channels;
  }
}
