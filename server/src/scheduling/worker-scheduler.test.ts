import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import fc from "fast-check";
import { ManualClock } from "../../test/support/manual-clock.js";
import type { JobRequest, WorkerRequest } from "./worker-protocol.js";
import { type PendingJob, WorkerScheduler } from "./worker-scheduler.js";

const EMPTY_STEP = {
  samples: new Float32Array(0),
  marks: [],
  stages: { frontEndMs: 0, acousticMs: 0, vocoderMs: 0 },
  done: false,
};

/** A scheduler whose worker is the test: it sees what was posted, and answers when it likes. */
class Bench {
  readonly clock = new ManualClock();
  readonly posted: WorkerRequest[] = [];
  readonly jobsDone: string[] = [];
  terminated = 0;
  readonly scheduler: WorkerScheduler;

  constructor(queuedJobsMax = 100) {
    this.scheduler = new WorkerScheduler({
      port: {
        post: (request) => {
          this.posted.push(request);
        },
        terminate: () => {
          this.terminated += 1;
          this.scheduler.fail(new SottoError("WORKER_LOST", "lost"));
        },
      },
      clock: this.clock,
      queuedJobsMax,
      jobMsMax: 1000,
      jobDone: (kind, queueMs, runMs) => {
        this.jobsDone.push(`${kind} ${queueMs} ${runMs}`);
      },
    });
  }

  submit(segment: number, dueMs: number): PendingJob<"step"> {
    const job = this.scheduler.submit({ order: { kind: "step", segment, maxFrames: 1 }, dueMs });
    // Tests that look at the outcome do so on their own.
    job.outcome.catch(() => undefined);
    return job;
  }

  get running(): JobRequest {
    const last = this.posted.at(-1);
    assert.ok(last !== undefined && "job" in last);
    return last;
  }

  /** Answers the job that was posted last, and lets the scheduler take its next turn. */
  async answer(runMs = 1): Promise<void> {
    this.scheduler.receive({ kind: "done", job: this.running.job, runMs, result: EMPTY_STEP });
    await nextTurn();
  }

  /** Segments in the order in which their steps went to the worker. */
  get order(): number[] {
    return this.posted.flatMap((request) => (request.kind === "step" ? [request.segment] : []));
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe("WorkerScheduler", () => {
  it("gives the worker one job at a time, earliest due first, FIFO among equals", async () => {
    const due = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(due, async (dueTimes) => {
        const bench = new Bench();
        bench.submit(-1, 0);
        dueTimes.forEach((dueMs, segment) => bench.submit(segment, dueMs));
        assert.equal(bench.posted.length, 1);
        for (let i = 0; i <= dueTimes.length; i++) await bench.answer();
        const wanted = dueTimes.map((dueMs, segment) => ({ dueMs, segment }));
        wanted.sort((a, b) => a.dueMs - b.dueMs || a.segment - b.segment);
        assert.deepEqual(bench.order, [-1, ...wanted.map(({ segment }) => segment)]);
        assert.equal(bench.scheduler.queuedJobs, 0);
      }),
      { numRuns: 50 },
    );
  });

  it("lets the stream that got a result ask again before the next turn is given", async () => {
    const bench = new Bench();
    const first = bench.submit(1, 10);
    bench.submit(2, 20);
    const again = first.outcome.then(() => bench.submit(1, 10));
    await bench.answer();
    await again;
    assert.deepEqual(bench.order, [1, 1]);
  });

  it("serves every stream in turn when all have run dry", async () => {
    const bench = new Bench();
    const counts = [0, 0, 0, 0];
    // Each stream asks again as soon as it is served, due at that moment, as Urgency dates it.
    const ask = (segment: number): void => {
      void bench.submit(segment, bench.clock.now()).outcome.then(() => {
        counts[segment] = counts[segment]! + 1;
        ask(segment);
      });
    };
    for (let segment = 0; segment < counts.length; segment++) ask(segment);
    for (let i = 0; i < 400; i++) {
      bench.clock.advance(5);
      await bench.answer();
    }
    for (const count of counts) assert.equal(count, 100);
  });

  it("tells how long a job waited and ran", async () => {
    const bench = new Bench();
    bench.submit(1, 0);
    const second = bench.submit(2, 0);
    bench.clock.advance(7);
    await bench.answer();
    await bench.answer(3);
    const { queueMs, runMs } = await second.outcome;
    assert.deepEqual({ queueMs, runMs }, { queueMs: 7, runMs: 3 });
    assert.deepEqual(bench.jobsDone, ["step 0 1", "step 7 3"]);
  });

  it("never runs a job that was dropped while it waited", async () => {
    const bench = new Bench();
    bench.submit(1, 0);
    const dropped = bench.submit(2, 0);
    bench.submit(3, 0);
    dropped.drop(new SottoError("CANCELLED", "dropped"));
    await assert.rejects(dropped.outcome, { reason: "CANCELLED" });
    await bench.answer();
    await bench.answer();
    assert.deepEqual(bench.order, [1, 3]);
  });

  it("drops the result of a job that was given up while it ran, and goes on", async () => {
    const bench = new Bench();
    const running = bench.submit(1, 0);
    bench.submit(2, 0);
    running.drop(new SottoError("CANCELLED", "dropped"));
    await assert.rejects(running.outcome, { reason: "CANCELLED" });
    assert.deepEqual(bench.order, [1]);
    await bench.answer();
    assert.deepEqual(bench.order, [1, 2]);
  });

  it("refuses work beyond its bound, and takes more when there is room", async () => {
    const bench = new Bench(1);
    bench.submit(1, 0);
    bench.submit(2, 0);
    await assert.rejects(bench.submit(3, 0).outcome, { reason: "BUSY" });
    await bench.answer();
    bench.submit(4, 0);
    await bench.answer();
    assert.deepEqual(bench.order, [1, 2, 4]);
  });

  it("rejects all that waits, runs or comes later when it has failed", async () => {
    const bench = new Bench();
    const jobs = [bench.submit(1, 0), bench.submit(2, 0)];
    bench.scheduler.fail(new SottoError("WORKER_LOST", "lost"));
    bench.scheduler.fail(new SottoError("DRAINING", "a later reason does not count"));
    jobs.push(bench.submit(3, 0));
    for (const job of jobs) await assert.rejects(job.outcome, { reason: "WORKER_LOST" });
    bench.scheduler.notify({ kind: "closeSegment", segment: 1 });
    assert.equal(bench.posted.length, 1);
    assert.equal(bench.clock.timers, 0);
  });

  it("ends a worker that does not answer in two halves of the limit, and not one that does", async () => {
    const bench = new Bench();
    bench.submit(1, 0);
    // A process that was stopped: the first half is long overdue, the answer comes before the second.
    bench.clock.advance(999);
    await bench.answer();
    assert.equal(bench.terminated, 0);
    const hung = bench.submit(2, 0);
    bench.clock.advance(1000);
    assert.equal(bench.terminated, 1);
    await assert.rejects(hung.outcome, { reason: "WORKER_LOST" });
  });

  it("passes the worker's errors on, and ignores answers to jobs that it does not run", async () => {
    const bench = new Bench();
    const job = bench.submit(1, 0);
    const error = {
      reason: "UNSPEAKABLE_TEXT" as const,
      message: "Nothing to say.",
      details: { field: "text" },
      stack: "",
    };
    bench.scheduler.receive({ kind: "failed", job: bench.running.job + 1, runMs: 1, error });
    bench.scheduler.receive({ kind: "failed", job: bench.running.job, runMs: 1, error });
    await assert.rejects(job.outcome, { reason: "UNSPEAKABLE_TEXT", details: { field: "text" } });
  });
});
