import { SottoError } from "@sotto/proto";
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
   * Has a job done. When `signal` aborts, it fails at once and the item is closed: what the worker may have computed by
   * then is lost, and going on would leave a gap.
   * @throws SottoError what the engine throws; CANCELLED by `signal` or `close`; WORKER_LOST; DRAINING; BUSY.
   */
  async run<K extends JobKind>(
    submission: JobSubmission<K>,
    signal: AbortSignal,
  ): Promise<JobOutcome<K>> {
    if (signal.aborted) this.close();
    if (this.#closed) throw cancelledError();
    const pending = this.#scheduler.submit(submission);
    const onAbort = (): void => {
      this.close();
    };
    this.#pending.add(pending);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await pending.outcome;
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.#pending.delete(pending);
    }
  }

  /** Drops what waits and has the worker free the item after the job it is at; idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const pending of this.#pending) pending.drop(cancelledError());
    this.#scheduler.notify(this.#closeNotice);
    this.#onClose(this);
  }
}
