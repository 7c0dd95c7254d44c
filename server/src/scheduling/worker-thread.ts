import { Worker } from "node:worker_threads";
import { deserializeError, SottoError } from "@sotto/proto/error";
import type { Clock } from "./clock.js";
import type {
  JobReply,
  ReadyModel,
  WorkerReply,
  WorkerRequest,
  WorkerSetup,
} from "./worker-protocol.js";

/**
 * Young generation of a worker's heap, in MiB. Steps leave little garbage behind (samples lie outside of the heap), and
 * a small nursery keeps the server's memory small.
 */
const YOUNG_GENERATION_MB = 4;

/** How a thread is started. */
export interface WorkerThreadOptions {
  readonly setup: WorkerSetup;
  /** Most JavaScript heap of the thread, in MiB; beyond it the thread dies, not the server. */
  readonly heapMbMax: number;
  readonly clock: Clock;
}

/** What a thread tells its owner; each is called on the main thread. */
export interface WorkerThreadEvents {
  /** The outcome of a job. */
  reply(reply: JobReply): void;
  /** The thread was ready, and is gone or not to be trusted any more, without having been asked to end; once. */
  lost(): void;
}

/** What a thread tells when it is ready to work. */
export interface WorkerReady {
  readonly models: readonly ReadyModel[];
  /** How long loading and warming up took. */
  readonly loadMs: number;
}

/** One inference worker thread, seen from the main thread. Its owner ends it with `stop` or `terminate`. */
export class WorkerThread {
  /** The models are loaded. Rejects with a SottoError where they can't be, or where the thread ends before. */
  readonly ready: Promise<WorkerReady>;
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #events: WorkerThreadEvents;
  readonly #exited: Promise<void>;
  #state: "starting" | "ready" | "stopping" | "lost" = "starting";
  #settleReady!: { resolve: (ready: WorkerReady) => void; reject: (error: SottoError) => void };

  constructor(options: WorkerThreadOptions, events: WorkerThreadEvents) {
    this.#clock = options.clock;
    this.#events = events;
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    this.#worker = new Worker(new URL("./inference-worker.js", import.meta.url), {
      name: "sotto-inference",
      workerData: options.setup,
      // The parent's flags (a test runner's, a debugger's) are not the worker's.
      execArgv: [],
      resourceLimits: {
        maxOldGenerationSizeMb: options.heapMbMax,
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      },
    });
    this.#exited = new Promise((resolve) => {
      this.#worker.once("exit", (code) => {
        this.#end(new Error(`the thread ended with exit code ${code}`));
        resolve();
      });
    });
    this.#worker.on("error", (error: unknown) => {
      this.#end(error);
    });
    this.#worker.on("messageerror", (error) => {
      this.#end(error);
    });
    this.#worker.on("message", (message: WorkerReply) => {
      this.#receive(message);
    });
  }

  /** Sends a request; the buffers of `transfer` change hands. */
  post(request: WorkerRequest, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, transfer);
  }

  /**
   * Asks the thread to close what it holds and to end, and ends it by force after `graceMs`. Resolves when it has ended;
   * idempotent. A thread that is stuck in native code cannot be ended from outside: it is given up after another
   * `graceMs`, and the process's exit ends it.
   */
  async stop(graceMs: number): Promise<void> {
    if (this.#state !== "lost") this.#state = "stopping";
    this.#settleReady.reject(drainingError());
    this.post({ kind: "shutdown" });
    if (await this.#exitWithin(graceMs)) return;
    void this.#worker.terminate();
    await this.#exitWithin(graceMs);
  }

  /** Ends the thread by force, for one that doesn't answer. `Its owner is told as of any loss. */
  terminate(): void {
    this.#end(new Error("the thread did not answer in time"));
    void this.#worker.terminate();
  }

  #receive(message: WorkerReply): void {
    switch (message.kind) {
      case "ready":
        if (this.#state !== "starting") return;
        this.#state = "ready";
        this.#settleReady.resolve({ models: message.models, loadMs: message.loadMs });
        break;
      case "unusable":
        this.#settleReady.reject(deserializeError(message.error));
        break;
      case "done":
      case "failed":
        this.#events.reply(message);
        break;
    }
  }

  /** The thread has ended or failed: what follows from it happens once. */
  #end(cause: unknown): void {
    if (this.#state === "stopping" || this.#state === "lost") return;
    const wasReady = this.#state === "ready";
    this.#state = "lost";
    if (wasReady) this.#events.lost();
    // Does nothing where the thread has told itself why it could not become ready.
    else this.#settleReady.reject(endedWhileLoading(cause));
  }

  async #exitWithin(limitMs: number): Promise<boolean> {
    let stopWaiting = (): void => undefined;
    const timeout = new Promise<false>((resolve) => {
      stopWaiting = this.#clock.after(limitMs, () => {
        resolve(false);
      });
    });
    const exited = await Promise.race([this.#exited.then(() => true as const), timeout]);
    stopWaiting();
    return exited;
  }
}

function drainingError(): SottoError {
  return new SottoError("DRAINING", "The server is shutting down.");
}

function endedWhileLoading(cause: unknown): SottoError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new SottoError(
    "MODEL_UNUSABLE",
    `The inference worker ended while it loaded the models: ${message}.`,
    {},
    { cause },
  );
}
