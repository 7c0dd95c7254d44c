import type { ExitCode } from "./exit-code.js";

/** An error that a verb tells by itself: its kind for programs, its sentence for people, and how the command exits. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  /** In capitals, as in `--json`. */
  readonly kind: string;
  readonly exitCode: ExitCode;

  constructor(kind: string, message: string, exitCode: ExitCode, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
    this.exitCode = exitCode;
  }
}
