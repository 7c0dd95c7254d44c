import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Worker } from "node:worker_threads";
import type { EngineSource } from "@sotto/models";
import { SottoError } from "@sotto/proto";
import { createInference } from "../../src/scheduling/create-inference.js";
import { FAULTY_LOADER_URL, FAULTY_TEXT, type LoadingFault } from "../support/faulty-loader.js";
import { ManualClock } from "../support/manual-clock.js";
import { RecordingObserver } from "../support/recording-observer.js";
import {
  NEVER,
  nextTurn,
  openSegment,
  speakOut,
  withInference,
} from "../support/test-inference.js";

/** Every worker thread that this process has started and that has not ended. */
const alive = new Set<Worker>();

function track(worker: Worker): void {
  alive.add(worker);
  worker.once("exit", () => alive.delete(worker));
}

/** A source that only the faulty loader understands. */
function faulty(fault: LoadingFault): EngineSource[] {
  return [{ fault } as unknown as EngineSource];
}

describe("inference workers", () => {
  before(() => {
    process.on("worker", track);
  });
  after(() => {
    process.off("worker", track);
  });
  afterEach(() => {
    assert.equal(alive.size, 0, "worker threads left over");
  });

  it("lose only their own streams when they crash, once, and are replaced", async () => {
    const observer = new RecordingObserver();
    const faults = [{ kind: "crash", atStep: 1, textIncludes: "Crash" }] as const;
    await withInference({ workers: 2, engine: { faults }, observer }, async (inference) => {
      // Placement alternates: streams 0 and 2 share a worker, 1 and 3 the other.
      const leases = [1, 2, 3, 4].map(() => inference.admit(""));
      const segments = [];
      for (const [i, lease] of leases.entries()) {
        segments.push(await openSegment(lease, { text: i === 0 ? "Crash" : "Go on" }));
      }
      for (const segment of segments) await segment.step({ maxFrames: 1, deadlineMs: 0 }, NEVER);
      const steps = segments.map((segment) => segment.step({ maxFrames: 1, deadlineMs: 0 }, NEVER));
      const outcomes = await Promise.allSettled(steps);
      const reasons = outcomes.map((each) =>
        each.status === "fulfilled" ? "ok" : SottoError.from(each.reason).reason,
      );
      assert.deepEqual(reasons, ["WORKER_LOST", "ok", "WORKER_LOST", "ok"]);
      for (const i of [0, 2]) {
        await assert.rejects(
          openSegment(leases[i]!),
          (error) => SottoError.from(error).details.retryAfterMs !== undefined,
        );
        leases[i]!.release();
      }
      await observer.untilReady(3);
      assert.deepEqual([observer.lost, observer.ready, inference.readyWorkers], [1, 3, 2]);
      assert.equal(inference.activeLeases, 2);
      await speakOut(await openSegment(inference.admit("")), 10);
    });
  });

  it("are admitted to while one is being replaced, as far as the others hold", async () => {
    const clock = new ManualClock();
    const faults = [{ kind: "crash", atStep: -1, textIncludes: "Crash" }] as const;
    const observer = new RecordingObserver();
    const options = { workers: 2, ratedStreams: 4, engine: { faults }, clock, observer };
    await withInference(options, async (inference) => {
      const lost = inference.admit("");
      await assert.rejects(openSegment(lost, { text: "Crash" }), { reason: "WORKER_LOST" });
      lost.release();
      assert.deepEqual([inference.readyWorkers, inference.ratedStreams], [1, 2]);
      const leases = [inference.admit(""), inference.admit("")];
      assert.throws(() => inference.admit(""), { reason: "BUSY" });
      await speakOut(await openSegment(leases[0]!), 10);
      clock.advance(100);
      await observer.untilReady(3);
      await nextTurn();
      assert.deepEqual([inference.readyWorkers, inference.ratedStreams], [2, 4]);
      inference.admit("");
    });
  });

  for (const kind of ["spin", "hang"] as const) {
    it(`are ended by the watchdog when they ${kind}`, async () => {
      const clock = new ManualClock();
      const observer = new RecordingObserver();
      const faults = [{ kind, atStep: 0, textIncludes: "Stuck" }] as const;
      await withInference(
        { engine: { faults }, clock, observer, jobMsMax: 10_000 },
        async (inference) => {
          const lease = inference.admit("");
          const segment = await openSegment(lease, { text: "Stuck" });
          const step = segment.step({ maxFrames: 1, deadlineMs: 0 }, NEVER);
          await nextTurn();
          clock.advance(9999);
          assert.equal(observer.lost, 0);
          clock.advance(1);
          await assert.rejects(step, { reason: "WORKER_LOST" });
          assert.equal(observer.lost, 1);
          lease.release();
          clock.advance(100);
          await observer.untilReady(2);
          await nextTurn();
          await speakOut(await openSegment(inference.admit("")), 10);
          assert.equal(observer.lost, 1);
        },
      );
    });
  }

  for (const fault of ["throws later", "overflows later"] as const) {
    it(`are replaced when something ${fault} outside of a job`, async () => {
      const observer = new RecordingObserver();
      const options = { sources: faulty(fault), loaderUrl: FAULTY_LOADER_URL, workerHeapMbMax: 32 };
      await withInference({ ...options, observer }, async (inference) => {
        const lease = inference.admit("");
        const opening = openSegment(lease, { text: FAULTY_TEXT });
        await opening.then((segment) => speakOut(segment, 1)).catch(() => undefined);
        await observer.untilReady(2);
        await nextTurn();
        assert.equal(observer.lost, 1);
        await assert.rejects(openSegment(lease), { reason: "WORKER_LOST" });
        await speakOut(await openSegment(inference.admit("")), 10);
      });
    });
  }

  const unusable: readonly (readonly [LoadingFault, RegExp])[] = [
    ["unusable", /voice\.json is damaged/],
    ["throws", /libfoo\.so/],
    ["exits", /exit code 3/],
    ["silent", /no sound/],
    ["not finite", /not finite/],
    ["endless", /did not end/],
  ];
  for (const [fault, message] of unusable) {
    it(`refuse to start with one sentence when a model ${fault}`, async () => {
      const sources = faulty(fault);
      const options = { sources, loaderUrl: FAULTY_LOADER_URL, workers: 2, streamsMax: 4 };
      await assert.rejects(createInference({ ...options, smokeCheck: "never" }), {
        reason: "MODEL_UNUSABLE",
        message,
      });
    });
  }

  it("refuse to start when loading takes too long", async () => {
    const clock = new ManualClock();
    const starting = createInference({
      sources: faulty("hangs"),
      loaderUrl: FAULTY_LOADER_URL,
      workers: 1,
      streamsMax: 1,
      smokeCheck: "never",
      clock,
    });
    const refused = assert.rejects(starting, { reason: "MODEL_UNUSABLE", message: /in time/ });
    clock.advance(120_000);
    await refused;
  });

  it("fail what runs and waits with DRAINING when they are closed, and close once", async () => {
    await withInference({ engine: { stepCostMs: 20 } }, async (inference) => {
      const lease = inference.admit("");
      const segment = await openSegment(lease);
      const other = await openSegment(lease);
      const steps = [segment, other].map((each) =>
        each.step({ maxFrames: 1, deadlineMs: 0 }, NEVER),
      );
      const closing = inference.close();
      assert.equal(inference.close(), closing);
      for (const step of steps) await assert.rejects(step, { reason: "DRAINING" });
      await assert.rejects(openSegment(lease), { reason: "DRAINING" });
      assert.throws(() => inference.admit(""), { reason: "DRAINING" });
      await closing;
      assert.equal(alive.size, 0);
      assert.equal(inference.readyWorkers, 0);
    });
  });

  it("end by force at the end of the grace when they don't end by themselves", async () => {
    const clock = new ManualClock();
    const faults = [{ kind: "spin", atStep: 0, textIncludes: "Stuck" }] as const;
    await withInference({ engine: { faults }, clock }, async (inference) => {
      const segment = await openSegment(inference.admit(""), { text: "Stuck" });
      const step = segment.step({ maxFrames: 1, deadlineMs: 0 }, NEVER);
      await nextTurn();
      const closing = inference.close();
      await assert.rejects(step, { reason: "DRAINING" });
      clock.advance(1000);
      await closing;
      assert.equal(alive.size, 0);
    });
  });

  it("leave nothing behind, a hundred of them", async () => {
    const resources = (): number => {
      return process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length;
    };
    const before = resources();
    for (let i = 0; i < 25; i++) {
      await withInference({ workers: 4 }, async (inference) => {
        await speakOut(await openSegment(inference.admit("")), 150);
      });
      assert.equal(alive.size, 0);
    }
    assert.equal(resources(), before);
  });

  it("are not started with options out of their range", async () => {
    const good = { sources: [{ family: "test", options: {} }], workers: 1, streamsMax: 1 } as const;
    const bad = [
      { ...good, workers: 0 },
      { ...good, workers: 1.5 },
      { ...good, streamsMax: 0 },
      { ...good, ratedStreams: 0 },
      { ...good, sources: [] },
    ];
    for (const options of bad) {
      await assert.rejects(createInference(options), { reason: "INVALID_FIELD" });
    }
  });
});
