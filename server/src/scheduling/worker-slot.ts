import { SottoError } from "@sotto/proto/error";
import type { Clock } from "./clock.js";
import type { InferenceObserver } from "./inference.js";
import { RestartBackoff } from "./restart-backoff.js";
import type { JobKind } from "./worker-protocol.js";
import { WorkerScheduler } from "./worker-scheduler.js";
import { type WorkerReady, WorkerThread, type WorkerThreadOptions } from "./worker-thread.js";

/** When a stream that lost its worker should try again: a replacement loads in about this time. */
const RETRY_AFTER_LOSS_MS = 1000;

/** How long a thread that is of no use any more may take to end by itself. */
const LOST_GRACE_MS = 1000;

/** How the slots of a pool are run. */
export interface WorkerSlotOptions {
  readonly thread: WorkerThreadOptions;
  readonly queuedJobsMax: number;
  readonly jobMsMax: number;
  readonly loadMsMax: number;
  readonly clock: Clock;
  readonly observer: InferenceObserver;
}

/** A worker that is ready, with its scheduler: what leases are pinned to. A replacement is another one. */
export interface ReadyWorker {
  readonly scheduler: WorkerScheduler;
  /** What the leases on it cost together; kept by admission. */
  load: number;
}

/** One place of the pool: a worker thread, replaced when it is lost. The pool owns it and closes it. */
export class WorkerSlot {
  readonly #options: WorkerSlotOptions;
  readonly #backoff = new RestartBackoff();
  #thread: WorkerThread | undefined;
  #ready: ReadyWorker | undefined;
  /** Threads that were lost or could not load, while they end. */
  readonly #leaving = new Set<Promise<void>>();
  #cancelRestart: (() => void) | undefined;
  #closed = false;

  constructor(options: WorkerSlotOptions) {
    this.#options = options;
  }

  /** The worker, where there is one that is ready. */
  get worker(): ReadyWorker | undefined {
    return this.#ready;
  }

  /**
   * Starts a worker thread; resolves when it is ready.
   * @throws SottoError why its models can't be loaded; the slot is then to be closed.
   */
  async start(): Promise<WorkerReady> {
    const { clock, observer, loadMsMax } = this.#options;
    let scheduler: WorkerScheduler | undefined;
    let readySinceMs = 0;
    const thread = new WorkerThread(this.#options.thread, {
      reply: (reply) => scheduler?.receive(reply),
      lost: () => {
        if (scheduler === undefined) return;
        this.#leave(thread);
        this.#replace(scheduler, clock.now() - readySinceMs);
      },
    });
    this.#thread = thread;
    const stopWatch = clock.after(loadMsMax, () => {
      thread.terminate();
    });
    try {
      const ready = await thread.ready;
      if (this.#closed) throw new SottoError("DRAINING", "The server is shutting down.");
      scheduler = this.#createScheduler(thread);
      this.#ready = { scheduler, load: 0 };
      readySinceMs = clock.now();
      observer.workerReady(ready.loadMs);
      return ready;
    } catch (error) {
      this.#leave(thread);
      throw error;
    } finally {
      stopWatch();
    }
  }

  /** Fails what runs with `error`, ends the thread within about `graceMs`, and starts no other; idempotent. */
  async close(error: SottoError, graceMs: number): Promise<void> {
    this.#closed = true;
    this.#cancelRestart?.();
    this.#ready?.scheduler.fail(error);
    this.#ready = undefined;
    await Promise.all([this.#thread?.stop(graceMs), ...this.#leaving]);
  }

  /** Sees a thread off that was lost or could not load; `close` waits for it. */
  #leave(thread: WorkerThread): void {
    const left = thread.stop(LOST_GRACE_MS).finally(() => this.#leaving.delete(left));
    this.#leaving.add(left);
  }

  #createScheduler(thread: WorkerThread): WorkerScheduler {
    const { clock, observer, queuedJobsMax, jobMsMax } = this.#options;
    const jobDone = (kind: JobKind, queueMs: number, runMs: number): void => {
      if (kind === "openSegment" || kind === "step") observer.stepDone(queueMs, runMs);
    };
    return new WorkerScheduler({ port: thread, clock, queuedJobsMax, jobMsMax, jobDone });
  }

  #replace(lost: WorkerScheduler, livedMs: number): void {
    this.#ready = undefined;
    this.#options.observer.workerLost();
    lost.fail(workerLost());
    this.#restartAfter(this.#backoff.next(livedMs));
  }

  #restartAfter(waitMs: number): void {
    if (this.#closed) return;
    this.#cancelRestart = this.#options.clock.after(waitMs, () => {
      this.#cancelRestart = undefined;
      this.start().catch(() => {
        // Why it failed is most likely why the first one died (memory, a damaged file): wait longer, and try again.
        this.#restartAfter(this.#backoff.next(0));
      });
    });
  }
}

function workerLost(): SottoError {
  return new SottoError(
    "WORKER_LOST",
    "The inference worker of this stream died; a new one is being started. Try again.",
    { retryAfterMs: RETRY_AFTER_LOSS_MS },
  );
}
