import { describePcmFormat, type PcmFormat } from "../pcm-format.js";
import { DeviceError } from "./device-error.js";

/** Which way sound goes. */
export type Direction = "capture" | "playback";

/** What an ALSA program or library said, and about what. */
export interface AlsaFailure {
  readonly direction: Direction;
  readonly device: string;
  readonly format: PcmFormat;
  /** What it printed, or its exception's message. */
  readonly message: string;
  /** Whether sound had already passed: a device that then fails is lost, not missing. */
  readonly hadWorked: boolean;
}

const NOUN = { capture: "microphone", playback: "speaker" } as const;

/**
 * The `DeviceError` that ALSA's words mean. The words are those of alsa-lib's `snd_strerror` and of aplay/arecord in
 * the C locale; anything unknown is a device that was lost, because trying again is then the best advice.
 */
export function alsaError(failure: AlsaFailure): DeviceError {
  const { device, message } = failure;
  const noun = NOUN[failure.direction];
  if (/Device or resource busy/.test(message)) {
    return new DeviceError(
      "deviceBusy",
      device,
      `The ${noun} "${device}" is in use by another program; close that program, or use a shared device such as "default".`,
    );
  }
  if (/Permission denied|Operation not permitted/.test(message)) {
    return new DeviceError(
      "deviceMissing",
      device,
      `This user may not open the ${noun} "${device}"; add the user to the group "audio" and log in again.`,
    );
  }
  if (
    /non available|not available|HW parameters|hw params|not accurate|bad speed value|is invalid/i.test(
      message,
    )
  ) {
    return new DeviceError(
      "formatUnsupported",
      device,
      `The ${noun} "${device}" cannot do ${describePcmFormat(failure.format)}; use its "plughw:" name, which converts, or another rate.`,
    );
  }
  const missing =
    /No such file or directory|No such device|Unknown PCM|cannot find card|no soundcards/i;
  if (missing.test(message) && !failure.hadWorked) return missingDevice(failure.direction, device);
  return new DeviceError(
    "deviceLost",
    device,
    `The ${noun} "${device}" stopped working; check its plug and cable, then try again.`,
  );
}

/** The error for a device that is not there. */
export function missingDevice(direction: Direction, device: string): DeviceError {
  const noun = NOUN[direction];
  return new DeviceError(
    "deviceMissing",
    device,
    `There is no ${noun} "${device}"; plug it in, or choose one of those that "sotto devices" lists.`,
  );
}

/** The error for a program that isn't installed. */
export function missingTool(tool: string): DeviceError {
  return new DeviceError(
    "toolMissing",
    tool,
    `The program "${tool}" is not installed; install it with "sudo apt install alsa-utils".`,
  );
}

/** The error for a device that is open but silent. */
export function stalledDevice(direction: Direction, device: string): DeviceError {
  const noun = NOUN[direction];
  return new DeviceError(
    "stalled",
    device,
    `The ${noun} "${device}" is open but moves no sound; unplug it and plug it in again, or choose another.`,
  );
}
