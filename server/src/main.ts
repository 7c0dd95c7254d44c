import { createRequire } from "node:module";
import { SottoError } from "@sotto/proto";
import { formatAddress, isLoopback } from "./config/address.js";
import { helpText } from "./config/help.js";
import { UsageError } from "./config/parse-arguments.js";
import { type Config, printableConfig, readCommand } from "./config.js";
import { type RunningServer, startServer } from "./server.js";
import { createLog, type Log, stackOf } from "./telemetry/log.js";

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

/** Runs the command line; resolves to the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const command = readCommand(argv);
    switch (command.kind) {
      case "help":
        process.stdout.write(helpText());
        return 0;
      case "version":
        process.stdout.write(`${version()}\n`);
        return 0;
      case "printConfig":
        process.stdout.write(`${printableConfig(command.config)}\n`);
        return 0;
      case "serve":
        return await serve(command.config);
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`sotto: ${error.message}\n`);
    return EXIT_USAGE;
  }
}

/** The version in this room's package.json. */
function version(): string {
  return (createRequire(import.meta.url)("../../package.json") as { version: string }).version;
}

async function serve(config: Config): Promise<number> {
  const log = createLog(config.logLevel, (line) => process.stderr.write(line));
  warnOfDangers(config, log);
  let server: RunningServer;
  try {
    server = await startServer(config, { log });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    process.stderr.write(`sotto: ${startFailure(error, config)}\n`);
    return EXIT_FAILURE;
  }
  const { address, adminAddress: admin = null, models } = server;
  process.stdout.write(`${JSON.stringify({ event: "listening", address, admin, models })}\n`);
  await untilToldToStop(server, log);
  // Whatever a worker or a client still holds must not keep the process.
  process.exit(0);
}

/** Resolves when a first signal has stopped the server; a second one ends the grace. */
async function untilToldToStop(server: RunningServer, log: Log): Promise<void> {
  const force = new AbortController();
  await new Promise<void>((resolve) => {
    let told = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      log.info(told ? "Ending at once." : "Ending; running calls may finish.", { signal });
      if (told) force.abort();
      told = true;
      server.stop(force.signal).then(resolve, (error: unknown) => {
        log.error("The shutdown failed.", { stack: stackOf(error) });
        resolve();
      });
    };
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  });
}

function warnOfDangers(config: Config, log: Log): void {
  if (config.enableTestEngine !== undefined) {
    log.warn("The test engine is enabled: every text is answered with a test tone.");
  }
  for (const address of [config.listen, config.adminListen]) {
    if (address === undefined || isLoopback(address.host)) continue;
    log.warn("Listening without encryption where other machines can reach it.", {
      address: formatAddress(address),
    });
  }
}

/** One sentence on why the server could not start and what to do. */
function startFailure(error: unknown, config: Config): string {
  if (error instanceof SottoError) {
    return error.reason === "INTERNAL" ? stackOf(error) : error.message;
  }
  if (!isListenError(error)) return stackOf(error);
  const isAdmin = config.adminListen !== undefined && config.adminListen.port === error.port;
  const where = formatAddress(isAdmin ? config.adminListen : config.listen);
  const advice = LISTEN_ADVICE[error.code] ?? "the address can't be listened on; check it";
  return `${where}: ${advice} (${error.code}).`;
}

/** What to do about the usual reasons why an address can't be listened on. */
const LISTEN_ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is in use; stop the other server or choose another port",
  EACCES: "this port is not permitted; choose one above 1023",
  EADDRNOTAVAIL: "this machine does not have the address; choose one that it has",
  ENOTFOUND: "this host name is not known; check it",
};

interface ListenError {
  readonly code: string;
  readonly port?: number;
}

function isListenError(error: unknown): error is ListenError {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  return typeof code === "string" && (syscall === "listen" || syscall === "getaddrinfo");
}

// Last, when all of the file is there.
process.exitCode = await main(process.argv.slice(2));
