import type { Capture, CaptureSource } from "../capture/capture.js";
import { openCapture } from "../capture/open-capture.js";
import type { Config } from "../config.js";
import type { PcmFormat } from "../pcm-format.js";

/** Starts to record as the configuration says; the caller owns the result. Throws `DeviceError`. */
export function openMicrophone(
  config: Config,
  format: PcmFormat,
  signal: AbortSignal,
): Promise<Capture> {
  return openCapture({ source: captureSource(config), format, signal });
}

function captureSource({ captureDevice, captureBackend }: Config): CaptureSource {
  const [, kind, path = ""] = /^(fifo|file):(.+)$/.exec(captureDevice) ?? [];
  if (kind === "fifo" || kind === "file") return { kind, path };
  return captureBackend === "auto"
    ? { kind: "device", device: captureDevice }
    : { kind: "device", device: captureDevice, backend: captureBackend };
}
