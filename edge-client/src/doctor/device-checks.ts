import { measureLevel } from "../capture/level-meter.js";
import { openCapture } from "../capture/open-capture.js";
import type { Direction } from "../device/alsa-errors.js";
import { checkAlsaCapture } from "../device/probe-addon.js";
import { probeDevice } from "../device/probe-device.js";
import { runTool, type ToolEnvironment } from "../device/spawn-tool.js";
import { describePcmFormat, type PcmFormat } from "../pcm-format.js";
import { type CheckFinding, type DoctorCheck, fail, ok, warn } from "./doctor.js";

/** The devices to look at. */
export interface DeviceCheckOptions {
  readonly captureDevice: string;
  readonly captureFormat: PcmFormat;
  readonly playbackDevice: string;
  readonly playbackFormat: PcmFormat;
  readonly environment?: ToolEnvironment;
}

/** Quieter than this is no microphone in a room, in dBFS RMS. */
const DEAF_DBFS = -75;
/** How much sound is listened to, in milliseconds. */
const LISTEN_MS = 1000;

/** The checks of ALSA's tools, the capture addon, both devices and the microphone's level. */
export function deviceChecks(options: DeviceCheckOptions): DoctorCheck[] {
  const { captureDevice, captureFormat, playbackDevice, playbackFormat } = options;
  return [
    { name: "ALSA tools", run: checkTools },
    { name: "alsa-capture", run: checkAddon },
    {
      name: "microphone",
      run: () => checkOpens("capture", captureDevice, captureFormat, options.environment),
    },
    {
      name: "speaker",
      run: () => checkOpens("playback", playbackDevice, playbackFormat, options.environment),
    },
    { name: "microphone level", run: (signal) => checkLevel(options, signal) },
  ];
}

async function checkTools(): Promise<CheckFinding> {
  const found = await Promise.all(
    ["aplay", "arecord"].map(async (tool) => runTool(tool, ["--version"], { timeoutMs: 5000 })),
  );
  const [aplay, arecord] = found;
  if (aplay?.code === 0 && arecord?.code === 0) {
    return ok(`${aplay.stdout.trim().split("\n")[0] ?? "aplay"}; arecord beside it`);
  }
  return fail(
    "aplay or arecord is not installed",
    'Install them with "sudo apt install alsa-utils".',
  );
}

async function checkAddon(): Promise<CheckFinding> {
  const problem = await checkAlsaCapture();
  if (problem === undefined) return ok("the addon loads");
  return warn(
    `the addon does not load: ${problem}`,
    'Recording uses arecord instead; for the addon, "sudo apt install libasound2-dev" and "npm install" again.',
  );
}

async function checkOpens(
  direction: Direction,
  device: string,
  format: PcmFormat,
  environment: ToolEnvironment | undefined,
): Promise<CheckFinding> {
  await probeDevice({
    direction,
    device,
    format,
    ...(environment === undefined ? {} : { environment }),
  });
  return ok(`"${device}" opens with ${describePcmFormat(format)}`);
}

async function checkLevel(options: DeviceCheckOptions, signal: AbortSignal): Promise<CheckFinding> {
  await using capture = await openCapture({
    source: { kind: "device", device: options.captureDevice },
    format: options.captureFormat,
    signal,
    ...(options.environment === undefined ? {} : { environment: options.environment }),
  });
  const wanted = (options.captureFormat.sampleRateHz * LISTEN_MS) / 1000;
  const levels: ReturnType<typeof measureLevel>[] = [];
  for await (const chunk of capture) {
    levels.push(measureLevel(chunk.samples));
    if (chunk.firstFrame + chunk.samples.length / capture.format.channels >= wanted) break;
  }
  const rms = Math.max(...levels.map((level) => level.rmsDbfs));
  const clipped = levels.reduce((sum, level) => sum + level.clippedSamples, 0);
  const detail = `loudest 20 ms ${rms.toFixed(0)} dBFS by ${capture.backend}`;
  if (rms < DEAF_DBFS) {
    return warn(
      `${detail}, as good as silence`,
      'Unmute the microphone and raise its level with "alsamixer", then speak while this runs.',
    );
  }
  if (clipped > 2) {
    return warn(
      `${detail}, ${clipped} samples clipped`,
      'Lower the microphone\'s level with "alsamixer".',
    );
  }
  return ok(detail);
}
