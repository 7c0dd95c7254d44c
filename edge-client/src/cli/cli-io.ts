import type { Readable, Writable } from "node:stream";

/** What the command reads and writes. */
export interface CliIo {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Whether one JSON object is wanted in place of text for people. */
  readonly json: boolean;
}

/** Writes the result: as JSON where that is wanted, otherwise as `text`. `to` is stdout unless sound goes there. */
export function writeResult(
  io: CliIo,
  value: object,
  text: string,
  to: Writable = io.stdout,
): void {
  const line = io.json ? JSON.stringify(value) : text;
  if (line !== "") to.write(`${line}\n`);
}

/** Writes a line for people beside the result; nothing with `--json`, where programs read. */
export function writeNote(io: CliIo, text: string): void {
  if (!io.json) io.stderr.write(`${text}\n`);
}
