import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourceSpec } from "../../src/store/model-source.js";
import { parseSources } from "../../src/store/model-source.js";
import { type PullOptions, type PullResult, pullModel } from "../../src/store/pull-model.js";
import type { PullLimits } from "../../src/store/pull-tools.js";
import { StoreError } from "../../src/store/store-error.js";
import { MODEL } from "./store-model.js";

/** The patience of pulls in tests: none between attempts, much with a slow machine. */
const LIMITS: PullLimits = { stallMs: 60_000, attempts: 5, backoffMs: 1, backoffMsMax: 5 };

/** A models' folder for a test, and pulls into it. Its owner disposes it. */
export class PullBench implements AsyncDisposable {
  readonly modelsDir: string;
  /** What was said during the pulls. */
  readonly said: string[] = [];
  readonly #root: string;
  readonly #environment: Record<string, string>;

  private constructor(root: string) {
    this.#root = root;
    this.modelsDir = join(root, "models");
    // A home of its own, so that the machine's npm settings are not the test's; and no proxy for the loopback.
    this.#environment = {
      HOME: root,
      PREFIX: root,
      npm_config_userconfig: join(root, ".npmrc"),
      npm_config_noproxy: "127.0.0.1,127.0.0.2",
    };
  }

  static async start(): Promise<PullBench> {
    return new PullBench(await mkdtemp(join(tmpdir(), "sotto-store-")));
  }

  /** A path beside the models' folder. */
  path(name: string): string {
    return join(this.#root, name);
  }

  /** Reads a list of sources, with the environment `env` for npm. */
  sources(list: string, env: Readonly<Record<string, string>> = {}): readonly SourceSpec[] {
    const environment = { ...this.#environment, ...env };
    return parseSources(list, { environment, cwd: this.#root });
  }

  /** Pulls the tests' model from `list`. */
  pull(
    list: string,
    options: Partial<PullOptions> & { readonly env?: Readonly<Record<string, string>> } = {},
  ): Promise<PullResult> {
    const { env = {}, ...rest } = options;
    return pullModel({
      model: MODEL,
      modelsDir: this.modelsDir,
      sources: this.sources(list, env),
      environment: { ...this.#environment, ...env },
      cwd: this.#root,
      signal: new AbortController().signal,
      onEvent: ({ message }) => this.said.push(message),
      ...rest,
      limits: { ...LIMITS, ...rest.limits },
    });
  }

  /** The error that a pull ends with. */
  async failure(...args: Parameters<PullBench["pull"]>): Promise<StoreError> {
    try {
      await this.pull(...args);
    } catch (error) {
      if (error instanceof StoreError) return error;
      throw error;
    }
    throw new Error("The pull worked, and should not have.");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#root, { recursive: true, force: true });
  }
}
