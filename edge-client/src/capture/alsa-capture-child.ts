/**
 * The process that owns the alsa-capture addon: `node alsa-capture-child.js REQUEST`, speaking child-protocol.ts on
 * file descriptor 3. It is a process of its own because the addon can crash (SIGSEGV), flood its event loop when a
 * device is unplugged, and leak its handle when a device refuses a format; each of these ends with the process.
 *
 * It never exits politely: a libuv pool thread sits in snd_pcm_readi, which a device that stalls never leaves, and an
 * orderly exit would wait for that thread. Killing the process frees the device in the kernel.
 */
import { Socket } from "node:net";
import { bytesPerFrame } from "../pcm-format.js";
import { loadAlsaCapture } from "./alsa-capture-addon.js";
import { type ChildEvent, type ChildRequest, encodeAudio, encodeEvent } from "./child-protocol.js";

/** The most PCM that waits for a slow parent; what comes beyond is dropped and counted as an overrun. */
const WAITING_BYTES_MAX = 256 * 1024;

/** After this many failed reads in a row the device is given up; the parent starts a new process. */
const READ_ERRORS_MAX = 3;

const pipe = new Socket({ fd: 3, readable: true, writable: true });
// The parent closes its end when it is done with us, or by dying.
pipe.on("error", die);
pipe.on("close", die);
pipe.on("end", die);
pipe.resume();

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

function report(kind: ChildEvent["kind"], message: string): void {
  pipe.write(encodeEvent({ kind, message }));
}

function reportAndDie(kind: ChildEvent["kind"], error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  pipe.write(encodeEvent({ kind, message }), die);
}

function capture(request: ChildRequest): void {
  const AlsaCapture = loadAlsaCapture();
  const device = new AlsaCapture({
    channels: request.channels,
    device: request.device,
    format: request.format,
    periodSize: request.periodFrames,
    rate: request.sampleRateHz,
  });
  const frameBytes = bytesPerFrame({
    encoding: request.format === "S16_LE" ? "s16le" : "f32le",
    sampleRateHz: request.sampleRateHz,
    channels: request.channels,
  });
  // After an overrun or a failed read the addon still emits its buffer, full of what it held before.
  let dropNext = false;
  let keepFrames = Number.POSITIVE_INFINITY;
  let readErrors = 0;
  let overran = false;
  device.on("error", (error) => {
    reportAndDie("failed", error);
  });
  device.on("rateDeviating", (rate) => {
    reportAndDie("rateDeviates", `the device gives ${rate} Hz`);
  });
  device.on("overrun", () => {
    dropNext = true;
    report("overrun", "device");
  });
  device.on("readError", (message) => {
    dropNext = true;
    readErrors++;
    report("readError", message);
    // At once, not after a flush: the addon's loop floods us faster than the pipe can drain.
    if (readErrors >= READ_ERRORS_MAX) die();
  });
  device.on("shortRead", (frames) => {
    keepFrames = Number(frames);
  });
  device.on("audio", (pcm) => {
    const kept = dropNext
      ? undefined
      : pcm.subarray(0, Math.min(pcm.length, keepFrames * frameBytes));
    dropNext = false;
    keepFrames = Number.POSITIVE_INFINITY;
    if (kept === undefined) return;
    readErrors = 0;
    if (pipe.writableLength > WAITING_BYTES_MAX) {
      overran = true;
      return;
    }
    if (overran) report("overrun", "pipe");
    overran = false;
    pipe.write(encodeAudio(kept));
  });
}

try {
  capture(JSON.parse(process.argv[2] ?? "{}") as ChildRequest);
} catch (error) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const notLoaded = code === "MODULE_NOT_FOUND" || code === "ERR_DLOPEN_FAILED";
  reportAndDie(notLoaded ? "unavailable" : "failed", error);
}
