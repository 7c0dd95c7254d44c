import { SottoError } from "@sotto/proto";

/** How important a line is. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What a line says beside its message. Never the user's text, audio, metadata or address. */
export type LogFields = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Writes the server's log: one JSON object a line. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/**
 * A log of the lines from `level` on, each given to `write` with its newline.
 *
 * @param nowMs Wall time in ms since 1970.
 */
export function createLog(
  level: LogLevel,
  write: (line: string) => void,
  nowMs: () => number = Date.now,
): Log {
  const least = LEVELS.indexOf(level);
  const at =
    (lineLevel: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (LEVELS.indexOf(lineLevel) < least) return;
      const time = new Date(nowMs()).toISOString();
      write(`${JSON.stringify({ time, level: lineLevel, message, ...fields })}\n`);
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/**
 * Where `error` and its causes arose, for a log line. The messages of others' errors are left out: they may quote what
 * a user sent.
 */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const title = error instanceof SottoError ? `${error.name}: ${error.message}` : error.name;
  const own = [title, ...frames].join("\n");
  return error.cause === undefined ? own : `${own}\nCaused by: ${stackOf(error.cause)}`;
}
