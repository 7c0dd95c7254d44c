import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.js";

const MAIN = fileURLToPath(new URL("../../../../server/dist/src/main.js", import.meta.url));

/** The real server in a process of its own, with a folder of its own for its voices. Its owner closes it. */
export class RealServer implements AsyncDisposable {
  readonly address: string;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #folder: TemporaryFolder;

  private constructor(child: ChildProcess, address: string, folder: TemporaryFolder) {
    this.#child = child;
    this.#closed = once(child, "close");
    this.#folder = folder;
    this.address = address;
    this.port = Number(address.split(":").at(-1));
  }

  /** Starts a server; with `testEngine`, with waveforms in place of a voice. */
  static async start(testEngine?: object): Promise<RealServer> {
    const folder = await temporaryFolder();
    const engine =
      testEngine === undefined ? [] : ["--enable-test-engine", JSON.stringify(testEngine)];
    const flags = ["--listen", "127.0.0.1:0", "--workers", "1", "--data-dir", folder.path];
    const child = spawn(process.execPath, [MAIN, ...flags, ...engine], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const errors: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (text: string) => errors.push(text));
    const line = once(createInterface({ input: child.stdout }), "line");
    const ended = once(child, "close").then(() => {
      throw new Error(`The server did not start: ${errors.join("")}`);
    });
    const [first] = (await Promise.race([line, ended])) as [string];
    ended.catch(() => undefined);
    const { address } = JSON.parse(first) as { address: string };
    return new RealServer(child, address, folder);
  }

  /** Ends the server as a power cut does. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#closed;
    await this.#folder[Symbol.asyncDispose]();
  }
}
