import { PassThrough } from "node:stream";
import { Interrupts } from "../../src/cli/interrupts.js";
import { runCli } from "../../src/cli/run-cli.js";
import type { CommandResult } from "./run-sotto.js";

/** Runs `sotto` with `args` inside the test's own process, which is faster where no process of its own is needed. */
export async function runInProcess(args: readonly string[]): Promise<CommandResult> {
  using interrupts = new Interrupts();
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end();
  const code = await runCli({ args, io: { stdin, stdout, stderr }, interrupts, version: "0.0.0" });
  const all = (stream: PassThrough): Buffer => (stream.read() as Buffer | null) ?? Buffer.alloc(0);
  return { code, stdout: all(stdout), stderr: all(stderr).toString() };
}
