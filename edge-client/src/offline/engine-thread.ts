import { Worker } from "node:worker_threads";
import type { EngineSource, ModelDescription, SegmentSpec, StepResult } from "@sotto/models";
import { deserializeError, SottoError } from "@sotto/proto";
import type { EngineAnswer, EngineRequest, EngineThreadData } from "./engine-messages.js";

interface Waiting {
  readonly resolve: (answer: EngineAnswer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The offline voice's engine in a thread of its own, because inference blocks its thread. Requests are answered in
 * order. Its owner disposes it.
 */
export class EngineThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #failure: Error | undefined;

  constructor(source: EngineSource) {
    const workerData: EngineThreadData = { source };
    this.#worker = new Worker(new URL("./engine-worker.js", import.meta.url), { workerData });
    this.#worker.on("message", (answer: EngineAnswer) => this.#waiting.shift()?.resolve(answer));
    this.#worker.on("error", (error) => {
      this.#fail(error);
    });
    this.#worker.on("exit", () => {
      this.#fail(undefined);
    });
  }

  /** Loads the engine, and tells about it. Throws `SottoError` MODEL_UNUSABLE with what to do. */
  async describe(): Promise<ModelDescription> {
    const answer = await this.#ask({ kind: "describe" });
    if (answer.kind === "description") return answer.description;
    throw unexpected(answer);
  }

  /** Begins a segment, in place of the one before. Throws what the engine's `open` throws. */
  async open(spec: SegmentSpec): Promise<void> {
    await this.#ask({ kind: "open", spec });
  }

  /** Works on at most `maxFrames` frames of the segment. */
  async step(maxFrames: number): Promise<StepResult> {
    const answer = await this.#ask({ kind: "step", maxFrames });
    if (answer.kind === "stepped") return answer.result;
    throw unexpected(answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask(request: EngineRequest): Promise<EngineAnswer> {
    if (this.#failure !== undefined) throw this.#failure;
    const answer = await new Promise<EngineAnswer>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
    if (answer.kind === "failed") throw deserializeError(answer.error);
    return answer;
  }

  #fail(cause: Error | undefined): void {
    const message = "The offline voice stopped: try again, or name a server with --server.";
    this.#failure ??= new SottoError("WORKER_LOST", message, {}, { cause });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}

function unexpected({ kind }: EngineAnswer): SottoError {
  return new SottoError("INTERNAL", `The offline voice's thread answered "${kind}".`);
}
