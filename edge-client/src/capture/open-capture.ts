import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { systemClock } from "../clock.js";
import { checkDeviceName, convertingDeviceName } from "../device/device-name.js";
import { fileError } from "../device/file-error.js";
import { CHILD_OPTIONS } from "../device/spawn-tool.js";
import { openPcm } from "../wav/wav-reader.js";
import { alsaCaptureProcess } from "./alsa-capture-process.js";
import { arecordProcess } from "./arecord-process.js";
import type { Capture, CaptureBackend, CaptureOptions, CaptureSource } from "./capture.js";
import { CHUNK_MS_DEFAULT, checkCaptureFormat } from "./capture-limits.js";
import { StreamCapture } from "./stream-capture.js";
import { type CaptureStarter, SupervisedCapture } from "./supervised-capture.js";

/**
 * Starts to record, or to read, what `options.source` names; the caller owns the result. A device is opened in the
 * background, and what goes wrong comes from the first step of the iteration; a file's header is read at once. Throws
 * `DeviceError` for options out of bounds, missing files and unreadable headers, and the signal's reason when that is
 * aborted before there is anything to read.
 */
export async function openCapture(options: CaptureOptions): Promise<Capture> {
  const { source } = options;
  checkCaptureFormat(options.format, options.chunkMs ?? CHUNK_MS_DEFAULT);
  switch (source.kind) {
    case "device":
      return openDevice(source, options);
    case "file": {
      const isFifo = await statIsFifo(source.path);
      const stream = isFifo ? openFifo(source.path) : openFile(source.path);
      return openStream(stream, "file", source.path, options);
    }
    case "fifo":
      await statIsFifo(source.path);
      return openStream(openFifo(source.path), "fifo", source.path, options);
    case "stdin":
      return openStream({ readable: process.stdin }, "stdin", "standard input", options);
  }
}

function openDevice(
  source: Extract<CaptureSource, { kind: "device" }>,
  options: CaptureOptions,
): Capture {
  const device = convertingDeviceName(checkDeviceName(source.device));
  const chunkFrames = checkCaptureFormat(options.format, options.chunkMs ?? CHUNK_MS_DEFAULT);
  const request = {
    device,
    format: options.format,
    chunkFrames,
    ...(options.environment === undefined ? {} : { environment: options.environment }),
  };
  const addon: CaptureStarter = { backend: "alsa-capture", start: alsaCaptureProcess(request) };
  const tool: CaptureStarter = { backend: "arecord", start: arecordProcess(request) };
  return new SupervisedCapture({
    device,
    format: options.format,
    chunkFrames,
    starters:
      source.backend === undefined ? [addon, tool] : [source.backend === "arecord" ? tool : addon],
    clock: systemClock,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

/** A stream, and what else must end with it. */
interface Source {
  readonly readable: Readable;
  readonly kill?: () => void;
}

function openFile(path: string): Source {
  return { readable: createReadStream(path) };
}

/**
 * Opening a FIFO waits for its writer, in a thread that nothing can call back; cat waits in its own process, which can
 * be killed.
 */
function openFifo(path: string): Source {
  const child = spawn("cat", ["--", path], {
    ...CHILD_OPTIONS,
    stdio: ["ignore", "pipe", "ignore"],
  });
  child.on("error", (error) => child.stdout.destroy(error));
  return {
    readable: child.stdout,
    kill: () => {
      child.kill("SIGKILL");
    },
  };
}

async function statIsFifo(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFIFO();
  } catch (error) {
    throw fileError(path, error);
  }
}

async function openStream(
  source: Source,
  backend: CaptureBackend,
  name: string,
  options: CaptureOptions,
): Promise<Capture> {
  const release = (): void => {
    source.kill?.();
    source.readable.destroy();
  };
  const { signal } = options;
  signal?.addEventListener("abort", release, { once: true });
  if (signal?.aborted === true) release();
  try {
    const opened = await openPcm(source.readable, options.format, name);
    const chunkFrames = checkCaptureFormat(opened.format, options.chunkMs ?? CHUNK_MS_DEFAULT);
    return new StreamCapture(opened, {
      backend,
      chunkFrames,
      release,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    release();
    signal?.throwIfAborted();
    throw fileError(name, error);
  }
}
