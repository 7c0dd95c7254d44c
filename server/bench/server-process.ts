import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type ProcessFacts, processFacts } from "./process-facts.js";

const MAIN = fileURLToPath(new URL("../src/main.js", import.meta.url));

interface ListeningLine {
  readonly address: string;
  readonly admin: string;
}

/** The server in a process of its own, as it is started in earnest. Its owner stops it. */
export class ServerProcess {
  private constructor(
    readonly address: string,
    private readonly admin: string,
    private readonly child: ChildProcess,
  ) {}

  /**
   * Starts a server on free ports of the loopback.
   * @throws Error where it ends before it listens; what it said is on standard error.
   */
  static async start(dataDir: string, flags: readonly string[]): Promise<ServerProcess> {
    const common = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
    const args = [MAIN, ...common, "--data-dir", dataDir, "--log-level", "error", ...flags];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const line = await firstLine(child);
    const { address, admin } = JSON.parse(line) as ListeningLine;
    return new ServerProcess(address, admin, child);
  }

  /** What the system tells of it. */
  facts(): ProcessFacts {
    return processFacts(this.child.pid ?? 0);
  }

  /** The value of a metric without labels; `null` where there is none of the name. */
  async metric(name: string): Promise<number | null> {
    const response = await fetch(`http://${this.admin}/metrics`);
    const value = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, "m").exec(
      await response.text(),
    )?.[1];
    return value === undefined ? null : Number(value);
  }

  /** Ends it gracefully; resolves when it has ended. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await exited;
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the server's output is not piped");
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, "exit").then(([code]: unknown[]) => {
    throw new Error(`the server ended with exit code ${String(code)} before it listened`);
  });
  // After the first line its end is no surprise.
  exited.catch(() => undefined);
  const line = once(lines, "line").then(([text]: unknown[]) => String(text));
  return Promise.race([line, exited]);
}
