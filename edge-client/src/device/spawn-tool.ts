import { execFile, type SpawnOptions } from "node:child_process";

/** Variables for a child beside those it inherits. */
export type ToolEnvironment = Readonly<Record<string, string>>;

/** How a tool ended. */
export interface ToolResult {
  /** Exit status; 127 where the program does not exist; -1 when killed, by us after its time or by someone else. */
  readonly code: number;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** The most of one stream of a tool's output that we hold, in bytes. */
const OUTPUT_BYTES_MAX = 256 * 1024;

/** The status by which `env` and shells say that a program does not exist. */
export const EXIT_NOT_FOUND = 127;

/**
 * The command line that runs `tool` in the C locale, because its messages are parsed, and with `environment` added.
 * It goes through env(1), which replaces itself by the tool: the child's pid is the tool's, and nothing of our own
 * environment need be read or copied.
 */
export function toolCommand(
  tool: string,
  args: readonly string[],
  environment: ToolEnvironment = {},
): { readonly file: string; readonly args: string[] } {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return { file: "env", args: ["LC_ALL=C", ...variables, tool, ...args] };
}

/** Options that every long-lived audio child shares: no shell, no window, killed with nothing left behind. */
export const CHILD_OPTIONS = { shell: false, windowsHide: true } as const satisfies SpawnOptions;

/** Runs `tool` to its end and returns what it said; it is killed after `timeoutMs`. Never throws for a failure. */
export function runTool(
  tool: string,
  args: readonly string[],
  options: { readonly timeoutMs: number; readonly environment?: ToolEnvironment },
): Promise<ToolResult> {
  const command = toolCommand(tool, args, options.environment);
  return new Promise((resolve) => {
    execFile(
      command.file,
      command.args,
      {
        ...CHILD_OPTIONS,
        timeout: options.timeoutMs,
        maxBuffer: OUTPUT_BYTES_MAX,
        killSignal: "SIGKILL",
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ code, timedOut: error?.killed === true, stdout, stderr });
      },
    );
  });
}
