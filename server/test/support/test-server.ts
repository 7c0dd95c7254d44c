import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestEngineOptions } from "@sotto/models";
import { type Config, defaultConfig } from "../../src/config.js";
import { type RunningServer, startServer } from "../../src/server.js";
import { createLog } from "../../src/telemetry/log.js";
import type { Telemetry } from "../../src/telemetry/telemetry.js";
import { waitUntil } from "./wait-until.js";

/** A server in this process, on a free port, with a state folder of its own. */
export interface TestServer extends RunningServer {
  readonly config: Config;
  /** What it has logged, one JSON object a line. */
  readonly logLines: readonly string[];
  /** Resolves when no call, stream or place on a worker is left. */
  readonly idle: () => Promise<void>;
}

/** How a {@link TestServer} differs from the default. */
export interface TestServerOptions {
  readonly engine?: TestEngineOptions;
  readonly config?: Partial<Config>;
  readonly telemetry?: Telemetry;
}

/** Runs `use` with a server, and ends the server and removes its state afterwards. */
export async function withServer(
  options: TestServerOptions,
  use: (server: TestServer) => Promise<void>,
): Promise<void> {
  const server = await startTestServer(options);
  try {
    await use(server);
  } finally {
    await server.stop(AbortSignal.abort());
  }
}

/** Starts a server; the caller stops it, which removes its state too. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "sotto-server-"));
  const config = defaultConfig({
    listen: { host: "127.0.0.1", port: 0 },
    enableTestEngine: { ...options.engine },
    dataDir,
    workers: 1,
    ratedStreams: 64,
    ...options.config,
  });
  const logLines: string[] = [];
  const log = createLog("debug", (line) => logLines.push(line));
  const running = await startServer(config, {
    log,
    ...(options.telemetry && { telemetry: options.telemetry }),
  });
  return {
    config,
    logLines,
    address: running.address,
    adminAddress: running.adminAddress,
    models: running.models,
    get live() {
      return running.live;
    },
    idle: () =>
      waitUntil(() => {
        const { calls, streams, leases } = running.live;
        return calls + streams + leases === 0;
      }, "nothing is alive"),
    stop: async (force) => {
      await running.stop(force);
      await rm(config.dataDir, { recursive: true, force: true });
    },
  };
}
