import { SottoError } from "@sotto/proto/error";
import type { JobKind, Notice } from "./worker-protocol.js";
import type { JobOutcome, JobSubmission, PendingJob, WorkerScheduler } from "./worker-scheduler.js";

/** The error of work that its own stream has given up. */
export function cancelledError(): SottoError {
  return new SottoError("CANCELLED", "The work was cancelled.");
}

/**
 * Something that is open on a worker (a segment, a prompt), seen from the main thread: hands its jobs in, and on closing
 * drops them and has the worker free it. Its owner closes it.
 */
export class WorkerItem {
  readonly #scheduler: WorkerScheduler;
  readonly #closeNotice: Notice;
  readonly #onClose: (item: WorkerItem) => void;
  readonly #pending = new Set<PendingJob<JobKind>>();
  readonly #onAbort = (): void => {
    this.close();
  };
  #signal: AbortSignal | undefined;
  #closed = false;

  constructor(
    scheduler: WorkerScheduler,
    closeNotice: Notice,
    onClose: (item: WorkerItem) => void,
  ) {
    this.#scheduler = scheduler;
    this.#closeNotice = closeNotice;
    this.#onClose = onClose;
  }

  /**
   * Has a job done. From then on `signal` closes the item when it aborts, until another job comes with another signal:
   * what the worker may have computed by then is lost, and going on would leave a gap.
   * @throws SottoError what the engine throws; CANCELLED by `signal` or `close`; WORKER_LOST; DRAINING; BUSY.
   */
  async run<K extends JobKind>(
    submission: JobSubmission<K>,
    signal: AbortSignal,
  ): Promise<JobOutcome<K>> {
    if (signal.aborted) this.close();
    if (this.#closed) throw cancelledError();
    this.#watch(signal);
    const pending = this.#scheduler.submit(submission);
    this.#pending.add(pending);
    try {
      return await pending.outcome;
    } finally {
      this.#pending.delete(pending);
    }
  }

  /** Drops what waits and has the worker free the item after the job it is at; idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watch(undefined);
    for (const pending of this.#pending) pending.drop(cancelledError());
    this.#scheduler.notify(this.#closeNotice);
    this.#onClose(this);
  }

  #watch(signal: AbortSignal | undefined): void {
    if (signal === this.#signal) return;
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#signal = signal;
    signal?.addEventListener("abort", this.#onAbort, { once: true });
  }
}
