import { SottoError } from "@sotto/proto";
import { UsageError } from "../config/usage-error.js";
import { DeviceError } from "../device/device-error.js";
import { LinkError } from "../session/link-error.js";
import { CommandError } from "./command-error.js";
import { ExitCode } from "./exit-code.js";
import { InterruptedError } from "./interrupts.js";

/** An error as the command tells it: in one sentence, or with `--json` as this object under the key `error`. */
export interface ErrorReport {
  /** The kind: a reason of the contract's closed set, or one of the client's own in capitals. */
  readonly kind: string;
  /** One sentence that says what to do. */
  readonly message: string;
  readonly exitCode: ExitCode;
  /** The field that is wrong, where the server named one. */
  readonly field?: string;
  /** The rule that it breaks. */
  readonly limit?: string;
  /** When to try again, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The missing resource. */
  readonly resource?: string;
  /** The device, program or file. */
  readonly device?: string;
}

/** Tells of `error` in the user's terms. */
export function describeError(error: unknown): ErrorReport {
  if (error instanceof SottoError) {
    const { reason, details } = error;
    const exitCode = exitCodeOf(error);
    return { kind: reason, message: inVerbs(error.message), exitCode, ...details };
  }
  if (error instanceof LinkError) {
    const exitCode = error.kind === "lost" ? ExitCode.FAILED : ExitCode.UNREACHABLE;
    return { kind: `LINK_${error.kind.toUpperCase()}`, message: error.message, exitCode };
  }
  if (error instanceof DeviceError) {
    // A full disk and an odd file are no fault of the sound device's; ALSA's names have no slash and no ending.
    const file = error.kind === "diskFull" || /^[^:]*[/.]/.test(error.device);
    const device = error.kind.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    const kind = file && error.kind !== "diskFull" ? "FILE" : device;
    const exitCode = file ? ExitCode.FAILED : ExitCode.DEVICE;
    return { kind, message: error.message, exitCode, device: error.device };
  }
  if (error instanceof CommandError) {
    const { kind, message, exitCode } = error;
    return { kind, message, exitCode };
  }
  if (error instanceof UsageError) {
    return { kind: "USAGE", message: error.message, exitCode: ExitCode.USAGE };
  }
  if (error instanceof InterruptedError) {
    return { kind: "INTERRUPTED", message: error.message, exitCode: ExitCode.INTERRUPTED };
  }
  return fallbackReport(error);
}

/** `message` with the verb in place of the RPC that lists what there is: people at a shell can't call the latter. */
function inVerbs(message: string): string {
  return message.replace(
    /;? *List(Voices|Models) tells which there are\./,
    (_found, what: string) => {
      return `: \`sotto ${what === "Models" ? "models list --served" : "voices"}\` lists them.`;
    },
  );
}

function exitCodeOf({ reason }: SottoError): ExitCode {
  if (reason === "BUSY" || reason === "DRAINING") return ExitCode.UNREACHABLE;
  return ExitCode.FAILED;
}

function fallbackReport(error: unknown): ErrorReport {
  const exitCode = ExitCode.FAILED;
  if (error instanceof Error && "code" in error && "path" in error) {
    return {
      kind: "FILE",
      message: fileSentence(String(error.code), String(error.path)),
      exitCode,
    };
  }
  if (error instanceof Error && "code" in error && error.code === "ENOSPC") {
    return { kind: "DISK_FULL", message: "The disk is full: make room and try again.", exitCode };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { kind: "INTERNAL", message: `This is a defect of the client: ${message}`, exitCode };
}

function fileSentence(code: string, path: string): string {
  switch (code) {
    case "ENOENT":
      return `There is no file or folder ${path}: check the name.`;
    case "EACCES":
    case "EPERM":
      return `${path} may not be read or written: check its permissions.`;
    case "EISDIR":
      return `${path} is a folder: name a file.`;
    case "ENOSPC":
      return `The disk is full, so that ${path} can't be written: make room and try again.`;
    case "EROFS":
      return `${path} is on a read-only disk: name another place.`;
    default:
      return `${path} can't be used (${code}).`;
  }
}
