import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The line that the server prints when it listens. */
export interface ListeningLine {
  readonly event: "listening";
  readonly address: string;
  readonly admin: string | null;
  readonly models: readonly string[];
}

/** How a process ended, and what it had written. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = fileURLToPath(new URL("../../src/main.js", import.meta.url));

/** A server in a process of its own, as `npm start` runs it. */
export class ServerProcess {
  readonly exit: Promise<Exit>;
  readonly #firstLine: Promise<string | undefined>;

  private constructor(readonly child: ChildProcess) {
    const written = { stdout: "", stderr: "" };
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      written.stderr += text;
    });
    const lines = createInterface({ input: child.stdout! });
    lines.on("line", (line) => {
      written.stdout += `${line}\n`;
    });
    this.exit = once(child, "close").then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      ...written,
    }));
    const firstLine = once(lines, "line").then(([line]) => line as string);
    this.#firstLine = Promise.race([firstLine, this.exit.then(() => undefined)]);
  }

  /** Starts a server with these flags, with the test engine and a state folder of its own unless they say otherwise. */
  static async start(
    flags: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), "sotto-server-"));
    const defaults = ["--listen", "127.0.0.1:0", "--workers", "1", "--data-dir", dataDir];
    const engine = flags.includes("--enable-test-engine") ? [] : ["--enable-test-engine", "{}"];
    return ServerProcess.#spawn([...defaults, ...engine, ...flags], environment);
  }

  /** Runs the command with exactly these flags to its end. */
  static async run(flags: readonly string[]): Promise<Exit> {
    return await ServerProcess.#spawn(flags, {}).exit;
  }

  static #spawn(
    flags: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): ServerProcess {
    const child = spawn(process.execPath, ["--enable-source-maps", MAIN, ...flags], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    return new ServerProcess(child);
  }

  /** What it prints when it listens. @throws Error where it did not come so far. */
  async listening(): Promise<ListeningLine> {
    const line = await this.#firstLine;
    if (line === undefined) throw new Error(`The server ended: ${(await this.exit).stderr}`);
    return JSON.parse(line) as ListeningLine;
  }

  /** The address that it listens on. @throws Error where it did not come so far. */
  async address(): Promise<string> {
    return (await this.listening()).address;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
