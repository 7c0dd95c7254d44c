import type { DeviceError } from "../device/device-error.js";

/** What a capture process tells its supervisor. Nothing is called after `onExit`, or after `stop`. */
export interface CaptureHandlers {
  /** Raw PCM, in order, split anyhow; the bytes are only valid during the call. */
  onPcm(bytes: Uint8Array): void;
  /** Sound was lost here. */
  onLoss(kind: "overrun" | "readError"): void;
  /** The process ended, because of `error`; called once. */
  onExit(error: DeviceError): void;
}

/** A running process that records; its supervisor owns it. */
export interface CaptureProcess {
  /** Ends it at once; idempotent. */
  stop(): void;
}

/** Starts a process that records. Must not throw: what is wrong comes as `onExit`. */
export type StartCapture = (handlers: CaptureHandlers) => CaptureProcess;
