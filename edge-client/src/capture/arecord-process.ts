import { spawn } from "node:child_process";
import { alsaArgs } from "../device/alsa-args.js";
import { alsaError, missingTool } from "../device/alsa-errors.js";
import { CHILD_OPTIONS, EXIT_NOT_FOUND, toolCommand } from "../device/spawn-tool.js";
import { StderrTail } from "../device/stderr-tail.js";
import type { DeviceCaptureRequest } from "./alsa-capture-process.js";
import type { StartCapture } from "./capture-process.js";

/** Records with alsa-utils' arecord, whose output is read from a pipe: the fallback without the addon. */
export function arecordProcess(request: DeviceCaptureRequest): StartCapture {
  return (handlers) => {
    const { device, format } = request;
    const periodUs = String(Math.round((request.chunkFrames / format.sampleRateHz) * 1e6));
    const args = [...alsaArgs(device, format), "-F", periodUs, "-"];
    const command = toolCommand("arecord", args, request.environment);
    const child = spawn(command.file, command.args, {
      ...CHILD_OPTIONS,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let done = false;
    let hadWorked = false;
    const stderr = new StderrTail(child.stderr, (line) => {
      if (!done && line.startsWith("overrun!!!")) handlers.onLoss("overrun");
    });
    child.stdout.on("error", () => undefined);
    child.stdout.on("data", (bytes: Buffer) => {
      if (done) return;
      hadWorked = true;
      handlers.onPcm(bytes);
    });
    const exit = (code: number | null): void => {
      if (done) return;
      done = true;
      handlers.onExit(
        code === EXIT_NOT_FOUND
          ? missingTool("arecord")
          : alsaError({ direction: "capture", device, format, message: stderr.text, hadWorked }),
      );
    };
    child.on("error", () => {
      exit(null);
    });
    child.on("close", exit);
    return {
      stop: () => {
        done = true;
        child.kill("SIGKILL");
      },
    };
  };
}
