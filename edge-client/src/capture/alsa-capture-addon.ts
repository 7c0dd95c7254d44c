import { createRequire } from "node:module";

/** What we use of alsa-capture's instances; its values are strings whatever its own typings say. */
export interface AlsaCaptureAddon {
  on(event: "audio", listener: (pcm: Buffer) => void): this;
  on(event: "overrun", listener: () => void): this;
  on(event: "readError" | "shortRead" | "rateDeviating", listener: (value: string) => void): this;
  on(event: "error", listener: (error: unknown) => void): this;
}

/** alsa-capture's constructor. It throws at once for values it refuses, and emits `error` for a device it can't open. */
export type AlsaCaptureConstructor = new (options: {
  readonly channels: number;
  readonly device: string;
  readonly format: string;
  readonly periodSize: number;
  readonly rate: number;
}) => AlsaCaptureAddon;

/**
 * Loads the addon; throws Node's own error where it isn't installed or not built for this machine. It is an optional
 * dependency, so its types may be absent when we are compiled, which is why it is not imported. Only the capture child
 * and the doctor's child may call this: a crash in native code takes its process with it.
 */
export function loadAlsaCapture(): AlsaCaptureConstructor {
  return createRequire(import.meta.url)("alsa-capture") as AlsaCaptureConstructor;
}
