import type { PcmFormat } from "../pcm-format.js";

const ALSA_FORMAT = { s16le: "S16_LE", f32le: "FLOAT_LE" } as const;

/** The name by which ALSA knows an encoding. */
export function alsaFormatName(format: PcmFormat): "S16_LE" | "FLOAT_LE" {
  return ALSA_FORMAT[format.encoding];
}

/** The arguments of aplay and arecord for raw PCM of `format` on `device`, without the file to read or write. */
export function alsaArgs(device: string, format: PcmFormat): string[] {
  return [
    "-q",
    "-D",
    device,
    "-t",
    "raw",
    "-f",
    alsaFormatName(format),
    "-r",
    String(format.sampleRateHz),
    "-c",
    String(format.channels),
  ];
}
