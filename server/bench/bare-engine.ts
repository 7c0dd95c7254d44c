import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { EngineSource } from "@sotto/models";
import type { BareEngineReport } from "./report.js";

/** What the bare engine's process is told to do. */
export interface BareEngineOrder {
  readonly source: EngineSource;
  readonly repeats: number;
}

/**
 * Measures the engine alone in a process of its own, on its main thread.
 * @throws Error where the process ends without a report; what it said is on standard error.
 */
export async function measureBareEngine(order: BareEngineOrder): Promise<BareEngineReport> {
  const child = fork(fileURLToPath(new URL("./bare-engine-child.js", import.meta.url)), [], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // As the server does; see `silenceRuntimeReports`.
    env: { ORT_DISABLE_TELEMETRY: "1", ...process.env },
  });
  const exited = once(child, "exit").then(([code]: unknown[]) => {
    throw new Error(`the bare engine's process ended with exit code ${String(code)}`);
  });
  exited.catch(() => undefined);
  child.send(order);
  const answered = once(child, "message").then(([report]: unknown[]) => report as BareEngineReport);
  return Promise.race([answered, exited]);
}
