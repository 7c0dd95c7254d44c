import { deserializeError, SottoError } from "@sotto/proto/error";
import type { Clock } from "./clock.js";
import { DeadlineQueue, type QueueEntry } from "./deadline-queue.js";
import type {
  JobKind,
  JobOrder,
  JobReply,
  JobResults,
  Notice,
  WorkerRequest,
} from "./worker-protocol.js";

/** What a scheduler drives: the sending half of a worker thread. */
interface JobPort {
  post(request: WorkerRequest, transfer?: ArrayBuffer[]): void;
  /** Ends a worker that doesn't answer; its owner then calls `fail`. */
  terminate(): void;
}

/** What a finished job gives. */
export interface JobOutcome<K extends JobKind> {
  readonly result: JobResults[K];
  /** How long it waited for its turn. */
  readonly queueMs: number;
  /** How long it occupied the worker. */
  readonly runMs: number;
}

/** A job that was handed in. */
export interface PendingJob<K extends JobKind> {
  readonly outcome: Promise<JobOutcome<K>>;
  /**
   * Takes the job back: `outcome` rejects with `error` at once. A job that waits never runs; one that runs is let finish
   * and its result dropped. Does nothing once the outcome is known.
   */
  drop(error: SottoError): void;
}

/** A job and its due time. */
export interface JobSubmission<K extends JobKind> {
  readonly order: JobOrder & { readonly kind: K };
  /** When it should have run, in milliseconds of the clock; earliest goes first. See `Urgency`. */
  readonly dueMs: number;
  /** Buffers of the order that change hands. */
  readonly transfer?: ArrayBuffer[];
}

/** How a scheduler is made. */
export interface WorkerSchedulerOptions {
  readonly port: JobPort;
  readonly clock: Clock;
  /** Most jobs that may wait. */
  readonly queuedJobsMax: number;
  /** A job that takes longer is a hang, and the worker is ended. */
  readonly jobMsMax: number;
  /** The worker has done a job, well or not. */
  readonly jobDone: (kind: JobKind, queueMs: number, runMs: number) => void;
}

interface Job {
  readonly submission: JobSubmission<JobKind>;
  readonly number: number;
  readonly submittedMs: number;
  entry: QueueEntry<Job> | undefined;
  postedMs: number;
  settled: boolean;
  resolve(outcome: JobOutcome<JobKind>): void;
  reject(error: SottoError): void;
}

/**
 * Gives one worker its jobs, earliest due time first. One job is with the worker at a time: a second would hide some
 * tens of microseconds of message latency, but could neither be overtaken nor taken back, and a step is milliseconds
 * long.
 */
export class WorkerScheduler {
  readonly #options: WorkerSchedulerOptions;
  readonly #queue: DeadlineQueue<Job>;
  #running: { readonly job: Job; readonly stopWatch: () => void } | undefined;
  #nextNumber = 1;
  #failure: SottoError | undefined;
  #turnPlanned = false;

  constructor(options: WorkerSchedulerOptions) {
    this.#options = options;
    this.#queue = new DeadlineQueue(options.queuedJobsMax);
  }

  /** Jobs that wait for the worker. */
  get queuedJobs(): number {
    return this.#queue.size;
  }

  /** Hands a job in. Its outcome rejects with BUSY where too many wait, and with what `fail` was given after that. */
  submit<K extends JobKind>(submission: JobSubmission<K>): PendingJob<K> {
    let job!: Job;
    const outcome = new Promise<JobOutcome<JobKind>>((resolve, reject) => {
      const submittedMs = this.#options.clock.now();
      const number = this.#nextNumber++;
      job = {
        submission,
        number,
        submittedMs,
        entry: undefined,
        postedMs: 0,
        settled: false,
        resolve,
        reject,
      };
    });
    this.#enqueue(job);
    return {
      // Replies to a job of kind K bear a result of kind K: the worker answers each with its own.
      outcome: outcome as Promise<JobOutcome<K>>,
      drop: (error) => {
        if (job.entry !== undefined) this.#queue.remove(job.entry);
        settle(job, error);
      },
    };
  }

  /** Sends a notice, past the queue; the worker obeys it after the job it is at. */
  notify(notice: Notice): void {
    if (this.#failure === undefined) this.#options.port.post(notice);
  }

  /** Takes a reply of the worker. */
  receive(reply: JobReply): void {
    const running = this.#running;
    if (running === undefined || running.job.number !== reply.job) return;
    running.stopWatch();
    this.#running = undefined;
    const queueMs = running.job.postedMs - running.job.submittedMs;
    this.#options.jobDone(running.job.submission.order.kind, queueMs, reply.runMs);
    if (reply.kind === "failed") settle(running.job, deserializeError(reply.error));
    else settle(running.job, { result: reply.result, queueMs, runMs: reply.runMs });
    this.#planTurn();
  }

  /** Rejects everything that waits or runs, and all that is handed in later, with `error`; the first call counts. */
  fail(error: SottoError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#running?.stopWatch();
    if (this.#running !== undefined) settle(this.#running.job, error);
    this.#running = undefined;
    for (const job of this.#queue.drain()) settle(job, error);
  }

  #enqueue(job: Job): void {
    if (this.#failure !== undefined) {
      settle(job, this.#failure);
      return;
    }
    job.entry = this.#queue.add(job, job.submission.dueMs);
    if (job.entry === undefined) settle(job, queueFull());
    else if (this.#running === undefined && !this.#turnPlanned) this.#takeTurn();
  }

  /**
   * The next job goes to the worker when those who wait for the last one's outcome have had their say (a setImmediate
   * comes after their microtasks): a stream that was opened asks for its first step now, and is due before others.
   */
  #planTurn(): void {
    if (this.#turnPlanned) return;
    this.#turnPlanned = true;
    setImmediate(() => {
      this.#turnPlanned = false;
      if (this.#running === undefined) this.#takeTurn();
    });
  }

  #takeTurn(): void {
    const job = this.#queue.take();
    if (job === undefined) return;
    job.postedMs = this.#options.clock.now();
    this.#running = { job, stopWatch: this.#watch() };
    const { order, transfer } = job.submission;
    this.#options.port.post({ ...order, job: job.number }, transfer);
  }

  /**
   * Ends the worker when a job takes too long. The limit is waited for in two halves: a process that was stopped (a
   * debugger, a laptop's lid) finds the first timer overdue at once, and its worker still has the second to answer.
   */
  #watch(): () => void {
    const { clock, jobMsMax, port } = this.#options;
    let stop = clock.after(jobMsMax / 2, () => {
      stop = clock.after(jobMsMax / 2, () => {
        port.terminate();
      });
    });
    return () => {
      stop();
    };
  }
}

function settle(job: Job, outcome: JobOutcome<JobKind> | SottoError): void {
  if (job.settled) return;
  job.settled = true;
  if (outcome instanceof SottoError) job.reject(outcome);
  else job.resolve(outcome);
}

function queueFull(): SottoError {
  return new SottoError("BUSY", "Too many pieces of work wait for this worker; try again.", {
    field: "queued_jobs",
    retryAfterMs: 1000,
  });
}
