import { framesInMs, type PcmFormat } from "../pcm-format.js";
import { alsaArgs } from "./alsa-args.js";
import { alsaError, type Direction, missingTool, stalledDevice } from "./alsa-errors.js";
import { checkDeviceName } from "./device-name.js";
import { EXIT_NOT_FOUND, runTool, type ToolEnvironment } from "./spawn-tool.js";

/** What is probed with what. */
export interface ProbeRequest {
  readonly direction: Direction;
  readonly device: string;
  readonly format: PcmFormat;
  readonly environment?: ToolEnvironment;
  /** How long the device may take, in milliseconds; 3000 where absent. */
  readonly timeoutMs?: number;
}

/** Sound moved by a probe: long enough to fill a card's first period. */
const PROBE_MS = 100;

/**
 * Opens a device with a format, moves 100 ms of sound (silence, when playing) and closes it. Resolves when that works
 * and throws the `DeviceError` that says why when it doesn't.
 */
export async function probeDevice(request: ProbeRequest): Promise<void> {
  const { direction, format } = request;
  const device = checkDeviceName(request.device);
  const tool = direction === "capture" ? "arecord" : "aplay";
  const frames = String(framesInMs(format, PROBE_MS));
  const file = direction === "capture" ? "/dev/null" : "/dev/zero";
  const result = await runTool(tool, [...alsaArgs(device, format), "-s", frames, file], {
    timeoutMs: request.timeoutMs ?? 3000,
    ...(request.environment === undefined ? {} : { environment: request.environment }),
  });
  if (result.code === EXIT_NOT_FOUND) throw missingTool(tool);
  if (result.timedOut) throw stalledDevice(direction, device);
  // A card that gives another rate than asked would play at the wrong pitch, though the program calls it a warning.
  if (result.code !== 0 || /rate is not accurate/.test(result.stderr)) {
    throw alsaError({ direction, device, format, message: result.stderr, hadWorked: false });
  }
}
