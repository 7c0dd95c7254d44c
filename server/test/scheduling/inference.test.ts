import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { testSampleCount, testWaveform } from "@sotto/models";
import { SottoError } from "@sotto/proto";
import type { Lease, ScheduledSegment } from "../../src/scheduling/inference.js";
import { RecordingObserver } from "../support/recording-observer.js";
import {
  assertSameSamples,
  NEVER,
  nextTurn,
  openSegment,
  segmentOf,
  speakOut,
  withInference,
} from "../support/test-inference.js";

function expectedSamples(seed: number): Float32Array {
  const spec = segmentOf({ seed });
  return testWaveform(spec, 0, testSampleCount(spec));
}

/** Keeps the worker busy with one step of `lease`; what is asked for meanwhile waits in the queue. */
async function occupy(lease: Lease): Promise<{ readonly done: Promise<unknown> }> {
  const segment = await openSegment(lease, { text: "Busy" });
  const done = segment.step({ maxFrames: 1, deadlineMs: 0 }, NEVER);
  await nextTurn();
  return { done };
}

describe("inference in worker threads", () => {
  it("gives the engine's samples, the same alone and among many streams", async () => {
    await withInference({ workers: 2 }, async (inference) => {
      const alone = await speakOut(await openSegment(inference.admit("test")), 150);
      assertSameSamples(alone, expectedSamples(7));
      const streams = Array.from({ length: 24 }, async (_, i) => {
        const lease = inference.admit("test");
        const samples = await speakOut(await openSegment(lease, { seed: i }), 1 + i);
        assertSameSamples(samples, expectedSamples(i));
        lease.release();
      });
      await Promise.all(streams);
    });
  });

  it("steps the streams of one worker by their deadlines, earliest first", async () => {
    await withInference({ engine: { stepCostMs: 10 } }, async (inference) => {
      const segments: ScheduledSegment[] = [];
      for (let i = 0; i < 5; i++) segments.push(await openSegment(inference.admit("test")));
      const busy = await occupy(inference.admit("test"));
      const order: number[] = [];
      const soon = performance.now() + 60_000;
      const asked = [3, 1, 4, 0, 2].map(async (rank) => {
        const deadlineMs = soon + rank * 100;
        await segments[rank]?.step({ maxFrames: 1, deadlineMs }, NEVER);
        order.push(rank);
      });
      assert.equal(inference.queuedSteps, 5);
      await Promise.all([busy.done, ...asked]);
      assert.deepEqual(order, [0, 1, 2, 3, 4]);
    });
  });

  it("brings new streams to sound one after the other, before those with sound in store", async () => {
    await withInference({ engine: { openCostMs: 5, stepCostMs: 5 } }, async (inference) => {
      const buffered = await openSegment(inference.admit("test"));
      const busy = await occupy(inference.admit("test"));
      const order: string[] = [];
      const deadlineMs = performance.now() + 60_000;
      const established = buffered.step({ maxFrames: 1, deadlineMs }, NEVER).then(() => {
        order.push("established");
      });
      const fresh = [1, 2, 3].map(async (name) => {
        const segment = await openSegment(inference.admit("test"));
        order.push(`open ${name}`);
        await segment.step({ maxFrames: 1, deadlineMs: 0 }, NEVER);
        order.push(`sound ${name}`);
      });
      await Promise.all([busy.done, established, ...fresh]);
      const perStream = [1, 2, 3].flatMap((name) => [`open ${name}`, `sound ${name}`]);
      assert.deepEqual(order, [...perStream, "established"]);
    });
  });

  it("runs no step that was cancelled while it waited", async () => {
    const observer = new RecordingObserver();
    await withInference({ engine: { stepCostMs: 20 }, observer }, async (inference) => {
      const segment = await openSegment(inference.admit("test"));
      const busy = await occupy(inference.admit("test"));
      const before = observer.steps;
      const abort = new AbortController();
      const step = segment.step({ maxFrames: 1, deadlineMs: 0 }, abort.signal);
      assert.equal(inference.queuedSteps, 1);
      abort.abort();
      assert.equal(inference.queuedSteps, 0);
      await assert.rejects(step, { reason: "CANCELLED" });
      await busy.done;
      // One more job goes through, so that a step that was still queued would have run before it.
      await openSegment(inference.admit("test"));
      assert.equal(observer.steps - before, 2);
      await assert.rejects(segment.step({ maxFrames: 1, deadlineMs: 0 }, NEVER), {
        reason: "CANCELLED",
      });
    });
  });

  it("drops the result of a step whose segment was closed meanwhile, and goes on", async () => {
    await withInference({ engine: { stepCostMs: 10 } }, async (inference) => {
      const lease = inference.admit("test");
      const segment = await openSegment(lease);
      const step = segment.step({ maxFrames: 1, deadlineMs: 0 }, NEVER);
      segment.close();
      segment.close();
      await assert.rejects(step, { reason: "CANCELLED" });
      assertSameSamples(await speakOut(await openSegment(lease), 150), expectedSamples(7));
    });
  });

  it("closes what is open on a lease when it is released", async () => {
    await withInference({ engine: { openCostMs: 10 } }, async (inference) => {
      const lease = inference.admit("test");
      const opening = openSegment(lease);
      const prompt = lease.openPrompt(NEVER);
      lease.release();
      lease.release();
      await assert.rejects(opening, { reason: "CANCELLED" });
      await assert.rejects(prompt, { reason: "CANCELLED" });
      await assert.rejects(openSegment(lease), { reason: "CANCELLED" });
      assert.equal(inference.activeLeases, 0);
    });
  });

  it("bounds what one lease may hold open", async () => {
    await withInference({}, async (inference) => {
      const lease = inference.admit("test");
      const open: ScheduledSegment[] = [];
      for (let i = 0; i < 8; i++) open.push(await openSegment(lease));
      await assert.rejects(openSegment(lease), { reason: "LIMIT_EXCEEDED" });
      open[0]?.close();
      await openSegment(lease);
    });
  });

  it("passes the engine's own errors on and keeps the worker", async () => {
    const observer = new RecordingObserver();
    const faults = [{ kind: "throw", atStep: 0, textIncludes: "Fault" }] as const;
    await withInference({ engine: { faults }, observer }, async (inference) => {
      const lease = inference.admit("test");
      await assert.rejects(openSegment(lease, { text: "..." }), {
        reason: "UNSPEAKABLE_TEXT",
        details: { field: "text", limit: "at least one word" },
      });
      const faulty = await openSegment(lease, { text: "Fault" });
      await assert.rejects(faulty.step({ maxFrames: 1, deadlineMs: 0 }, NEVER), {
        reason: "INTERNAL",
      });
      assertSameSamples(await speakOut(await openSegment(lease), 40), expectedSamples(7));
      assert.equal(observer.lost, 0);
    });
  });

  it("tells what segment opening and steps waited", async () => {
    await withInference({ engine: { openCostMs: 5, stepCostMs: 5 } }, async (inference) => {
      const busy = await occupy(inference.admit("test"));
      const segment = await openSegment(inference.admit("test"));
      const first = await segment.step({ maxFrames: 1, deadlineMs: 0 }, NEVER);
      await busy.done;
      // The opening waited for the busy step of 5 ms; nothing was in the way of the step itself.
      assert.ok(first.queueMs > 1, `the first step tells of ${first.queueMs} ms`);
    });
  });
});

describe("prompts in worker threads", () => {
  const tone = Float32Array.from({ length: 32_000 }, (_, i) => Math.sin(i / 10) / 2);

  it("encodes a prompt that comes in pieces as it does a whole one", async () => {
    await withInference({ workers: 2 }, async (inference) => {
      const profiles: Uint8Array[] = [];
      for (const pieceSamples of [32_000, 1000]) {
        const lease = inference.admit("test");
        const prompt = await lease.openPrompt(NEVER);
        const pushed: Promise<void>[] = [];
        for (let at = 0; at < tone.length; at += pieceSamples) {
          pushed.push(prompt.push(tone.slice(at, at + pieceSamples)));
        }
        await Promise.all(pushed);
        const result = await prompt.finish("said");
        assert.equal(result.promptSeconds, 2);
        profiles.push(result.profile);
        prompt.close();
        lease.release();
      }
      assert.deepEqual(profiles[0], profiles[1]);
    });
  });

  it("transfers samples that own their buffer, and leaves shared buffers whole", async () => {
    await withInference({}, async (inference) => {
      const prompt = await inference.admit("test").openPrompt(NEVER);
      const owned = new Float32Array(100);
      await prompt.push(owned);
      assert.equal(owned.length, 0);
      const shared = new Float32Array(100);
      await prompt.push(shared.subarray(0, 50));
      assert.equal(shared.length, 100);
    });
  });

  it("refuses an unusable prompt with the engine's error, and stops at the signal", async () => {
    await withInference({}, async (inference) => {
      const lease = inference.admit("test");
      const silent = await lease.openPrompt(NEVER);
      await silent.push(new Float32Array(16_000));
      await assert.rejects(silent.finish(), { reason: "UNUSABLE_PROMPT" });
      const abort = new AbortController();
      const prompt = await lease.openPrompt(abort.signal);
      abort.abort();
      await assert.rejects(prompt.push(new Float32Array(10)), { reason: "CANCELLED" });
    });
  });
});

describe("admission to inference", () => {
  it("admits to the rating, refuses with BUSY at once, and admits again after a release", async () => {
    const observer = new RecordingObserver();
    await withInference({ ratedStreams: 3, observer }, (inference) => {
      const leases = [1, 2, 3].map(() => inference.admit(""));
      assert.equal(inference.activeLeases, 3);
      assert.throws(
        () => inference.admit("test"),
        (error) =>
          error instanceof SottoError &&
          error.reason === "BUSY" &&
          error.details.retryAfterMs !== undefined,
      );
      assert.equal(observer.refused, 1);
      leases[0]?.release();
      inference.admit("test");
      assert.equal(inference.activeLeases, 3);
    });
  });

  it("rates itself by the warm-up, between one stream and the most that are allowed", async () => {
    // Frames of 10 ms that cost 10 ms: a real-time factor of 1 at the least, on any machine.
    const slow = { engine: { frameCostMs: 10, samplesPerChar: 24 }, measured: true, workers: 2 };
    await withInference(slow, (inference) => {
      assert.equal(inference.ratedStreams, 1);
      inference.admit("test");
      assert.throws(() => inference.admit("test"), { reason: "BUSY" });
    });
    await withInference({ measured: true, streamsMax: 3 }, (inference) => {
      assert.equal(inference.ratedStreams, 3);
    });
  });

  it("spreads streams over the workers", async () => {
    await withInference({ workers: 2, engine: { stepCostMs: 5 } }, async (inference) => {
      const segments = [];
      for (let i = 0; i < 4; i++) segments.push(await openSegment(inference.admit("")));
      const steps = segments.map((segment) => segment.step({ maxFrames: 1, deadlineMs: 0 }, NEVER));
      await nextTurn();
      // Two steps run, one on each worker; the other two wait.
      assert.equal(inference.queuedSteps, 2);
      await Promise.all(steps);
    });
  });

  it("names the models there are when another is asked for", async () => {
    await withInference({}, (inference) => {
      assert.throws(() => inference.admit("kokoro"), {
        reason: "MODEL_NOT_FOUND",
        message: /test/,
      });
    });
  });
});
