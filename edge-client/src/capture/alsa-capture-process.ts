import { type ChildProcess, spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { alsaFormatName } from "../device/alsa-args.js";
import { alsaError } from "../device/alsa-errors.js";
import { DeviceError } from "../device/device-error.js";
import { CHILD_OPTIONS, type ToolEnvironment, toolCommand } from "../device/spawn-tool.js";
import { StderrTail } from "../device/stderr-tail.js";
import type { PcmFormat } from "../pcm-format.js";
import type { CaptureHandlers, CaptureProcess, StartCapture } from "./capture-process.js";
import { type ChildEvent, ChildMessageDecoder, type ChildRequest } from "./child-protocol.js";

/** What a recording process is started with; the format has been checked against `CAPTURE_LIMITS`. */
export interface DeviceCaptureRequest {
  readonly device: string;
  readonly format: PcmFormat;
  readonly chunkFrames: number;
  readonly environment?: ToolEnvironment;
}

const CHILD_PATH = fileURLToPath(new URL("./alsa-capture-child.js", import.meta.url));

/** Records with the alsa-capture addon in a child process; see alsa-capture-child.ts for why. */
export function alsaCaptureProcess(request: DeviceCaptureRequest): StartCapture {
  return (handlers) => new AlsaCaptureChild(request, handlers);
}

class AlsaCaptureChild implements CaptureProcess {
  private readonly child: ChildProcess;
  private readonly decoder = new ChildMessageDecoder();
  private readonly stderr: StderrTail;
  private failure: ChildEvent | undefined;
  private hadWorked = false;
  private done = false;

  constructor(
    private readonly request: DeviceCaptureRequest,
    private readonly handlers: CaptureHandlers,
  ) {
    const { format } = request;
    const childRequest: ChildRequest = {
      device: request.device,
      format: alsaFormatName(format),
      sampleRateHz: format.sampleRateHz,
      channels: format.channels,
      periodFrames: request.chunkFrames,
    };
    const command = toolCommand(
      process.execPath,
      [CHILD_PATH, JSON.stringify(childRequest)],
      request.environment,
    );
    this.child = spawn(command.file, command.args, {
      ...CHILD_OPTIONS,
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    this.child.on("error", () => {
      this.exit(this.lost());
    });
    this.child.on("close", () => {
      this.exit(this.explain());
    });
    const [, , stderr, pipe] = this.child.stdio;
    this.stderr = new StderrTail(stderr as Duplex);
    (pipe as Duplex).on("data", (bytes: Buffer) => {
      this.receive(bytes);
    });
    (pipe as Duplex).on("error", () => undefined);
  }

  stop(): void {
    this.done = true;
    this.child.kill("SIGKILL");
  }

  private receive(bytes: Buffer): void {
    if (this.done) return;
    try {
      for (const message of this.decoder.push(bytes)) {
        if (message.type === "audio") {
          this.hadWorked = true;
          this.handlers.onPcm(message.pcm);
        } else if (message.event.kind === "overrun" || message.event.kind === "readError") {
          this.handlers.onLoss(message.event.kind);
        } else {
          this.failure = message.event;
        }
      }
    } catch {
      this.child.kill("SIGKILL");
    }
  }

  private exit(error: DeviceError): void {
    if (this.done) return;
    this.done = true;
    this.handlers.onExit(error);
  }

  private explain(): DeviceError {
    const { device, format } = this.request;
    switch (this.failure?.kind) {
      case "unavailable":
        return new DeviceError(
          "toolMissing",
          "alsa-capture",
          'The addon "alsa-capture" cannot be loaded; install it with "sudo apt install libasound2-dev && npm install alsa-capture", or record with arecord.',
        );
      case "failed":
      case "rateDeviates": {
        const words = this.failure.kind === "failed" ? this.failure.message : "rate not accurate";
        const message = `${words}\n${this.stderr.text}`;
        return alsaError({
          direction: "capture",
          device,
          format,
          message,
          hadWorked: this.hadWorked,
        });
      }
      case "overrun":
      case "readError":
      case undefined:
        return this.lost();
    }
  }

  private lost(): DeviceError {
    const { device, format } = this.request;
    return alsaError({ direction: "capture", device, format, message: "", hadWorked: true });
  }
}
