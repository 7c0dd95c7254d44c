import { createRequire } from "node:module";
import { describeError } from "./cli/describe-error.js";
import { Interrupts } from "./cli/interrupts.js";
import { runCli } from "./cli/run-cli.js";
import { telemetryConfigured } from "./config.js";
import { fileError } from "./device/file-error.js";
import { startTelemetry } from "./telemetry/start-telemetry.js";

/** The `sotto` command. */
async function main(): Promise<void> {
  // A reader that went away (`sotto … | head`) is no error worth a stack trace.
  process.stderr.on("error", () => process.exit(1));
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      const { message } = describeError(fileError("standard output", error));
      process.stderr.write(`sotto: ${message}\n`);
    }
    process.exit(1);
  });
  const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
  using interrupts = new Interrupts();
  const telemetry = await startTelemetry(telemetryConfigured());
  const { stdin, stdout, stderr } = process;
  const args = process.argv.slice(2);
  const exitCode = await runCli({ args, io: { stdin, stdout, stderr }, interrupts, version });
  await telemetry.shutdown();
  // What is written must have left before the process does; an open stdin must not keep it.
  await new Promise((resolve) => stdout.write("", resolve));
  process.exit(exitCode);
}

await main();
