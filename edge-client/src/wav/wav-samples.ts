import type { PcmFormat } from "../pcm-format.js";
import type { WavHeader, WavSampleType } from "./wav-header.js";

/** Bytes of one sample of a WAV. */
export function wavBytesPerSample(type: WavSampleType): number {
  const sizes: Record<WavSampleType, number> = { u8: 1, s16le: 2, s24le: 3, s32le: 4, f32le: 4 };
  return sizes[type];
}

/** The PCM format that a WAV's samples have once read: 16-bit stays, everything else becomes float. */
export function pcmFormatOfWav(header: WavHeader): PcmFormat {
  const encoding = header.sampleType === "s16le" ? "s16le" : "f32le";
  return { encoding, sampleRateHz: header.sampleRateHz, channels: header.channels };
}

/**
 * Whole samples of a WAV as bytes of {@link pcmFormatOfWav}; 16-bit and float ones are passed as they are, integers of
 * 8, 24 and 32 bits become floats in [-1, 1).
 */
export function pcmBytesOfWav(bytes: Uint8Array, type: WavSampleType): Uint8Array {
  if (type === "s16le" || type === "f32le") return bytes;
  const size = wavBytesPerSample(type);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const floats = new Float32Array(Math.floor(bytes.length / size));
  for (let index = 0; index < floats.length; index++) {
    floats[index] = floatAt(view, index * size, type);
  }
  return new Uint8Array(floats.buffer);
}

function floatAt(view: DataView, offset: number, type: "u8" | "s24le" | "s32le"): number {
  switch (type) {
    case "u8":
      return (view.getUint8(offset) - 128) / 128;
    case "s24le":
      return (view.getUint16(offset, true) + view.getInt8(offset + 2) * 65_536) / 8_388_608;
    case "s32le":
      return view.getInt32(offset, true) / 2_147_483_648;
  }
}
