import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../../bin/sotto.mjs", import.meta.url));

/** How a command ended. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** What a command is run with. */
export interface CommandOptions {
  /** What it reads on stdin; nothing where absent. */
  readonly input?: string | Buffer;
  /** Environment variables beside those of the test. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly nodeArgs?: readonly string[];
  readonly cwd?: string;
  /** File descriptor that stands in for its stdout. */
  readonly stdout?: number;
}

/** A running `sotto`. */
export interface RunningCommand {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<CommandResult>;
  /** Resolves when stdout holds `text`, which must come. */
  readonly printed: (text: string) => Promise<void>;
}

/** Starts `sotto` with `args`, as a child process. */
export function startSotto(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), BIN, ...args], {
    env: { ...process.env, OTEL_SDK_DISABLED: "true", ...options.env },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    stdio: ["pipe", options.stdout ?? "pipe", "pipe"],
  }) as ChildProcessWithoutNullStreams;
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  // With a file descriptor of the caller's, there is no stream, whatever the type says.
  (child.stdout as typeof child.stdout | null)?.on("data", (data: Buffer) => out.push(data));
  child.stderr.on("data", (data: Buffer) => err.push(data));
  // A command that ends without reading its input is no error of the test's.
  child.stdin.on("error", () => undefined);
  const ended = once(child, "close").then(([code]) => ({
    code: code as number | null,
    stdout: Buffer.concat(out),
    stderr: Buffer.concat(err).toString(),
  }));
  return { child, ended, printed: (text) => waitFor(text, child, out, err) };
}

/** Runs `sotto` with `args` to its end. */
export function runSotto(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { child, ended } = startSotto(args, options);
  child.stdin.end(options.input ?? "");
  return ended;
}

/** The one JSON object that a command printed. */
export function jsonOf({ stdout, stderr }: CommandResult): Record<string, unknown> {
  try {
    return JSON.parse(stdout.toString()) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`No JSON on stdout: ${stdout.toString()}\nstderr: ${stderr}`, { cause });
  }
}

async function waitFor(
  text: string,
  child: ChildProcessWithoutNullStreams,
  out: readonly Buffer[],
  err: readonly Buffer[],
): Promise<void> {
  const all = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString();
  while (!all(out).includes(text)) {
    if (child.exitCode !== null) {
      throw new Error(`It ended without printing ${text}: ${all(out)}\n${all(err)}`);
    }
    await Promise.race([once(child.stdout, "data"), once(child, "close")]);
  }
}
