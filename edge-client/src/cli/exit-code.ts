/** What the command's exit code says; the whole list is in the help. */
export const ExitCode = {
  /** Done. */
  OK: 0,
  /** It could not be done: the server refused, the link broke, the disk is full. */
  FAILED: 1,
  /** The command was not understood. */
  USAGE: 2,
  /** No server answers, or it is too busy, or shutting down: the same may work later. */
  UNREACHABLE: 3,
  /** A sound device or its tools are missing, busy or broken. */
  DEVICE: 4,
  /** Ended by Ctrl-C. */
  INTERRUPTED: 130,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The exit codes for people to read, as the help and the documentation have them. */
export const EXIT_CODE_TEXT: readonly (readonly [ExitCode, string])[] = [
  [ExitCode.OK, "done"],
  [ExitCode.FAILED, "it could not be done (refused, link broken, disk full, file unreadable)"],
  [ExitCode.USAGE, "the command was not understood"],
  [ExitCode.UNREACHABLE, "no server answers, or it is too busy: try again later"],
  [ExitCode.DEVICE, "a sound device or its tools are missing, busy or broken"],
  [ExitCode.INTERRUPTED, "ended by Ctrl-C"],
];
