import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import type { SegmentSpec, TestEngineOptions } from "@sotto/models";
import { createInference, type InferenceOptions } from "../../src/scheduling/create-inference.js";
import type { Lease, ScheduledSegment } from "../../src/scheduling/inference.js";
import type { WorkerPoolInference } from "../../src/scheduling/worker-pool.js";

/** A signal that never aborts, shared by all streams of a test. */
export const NEVER: AbortSignal = new AbortController().signal;
setMaxListeners(0, NEVER);

/** How a test's inference differs from one worker with the test engine at no cost. */
export interface TestInferenceOptions extends Partial<InferenceOptions> {
  readonly engine?: TestEngineOptions;
  /** Rate the pool by its warm-up, in place of 1000 streams. */
  readonly measured?: boolean;
}

/** Runs `body` with inference on the test engine, and closes it whatever happens. */
export async function withInference(
  options: TestInferenceOptions,
  body: (inference: WorkerPoolInference) => Promise<void> | void,
): Promise<void> {
  const { engine = {}, measured = false, ...rest } = options;
  const inference = await createInference({
    sources: [{ family: "test", options: engine }],
    workers: 1,
    streamsMax: 1000,
    ...(!measured && { ratedStreams: 1000 }),
    smokeCheck: "never",
    ...rest,
  });
  try {
    await body(inference);
  } finally {
    await inference.close();
  }
}

/** A segment to speak; the text is 1.5 s of sound, 150 frames, with the test engine's defaults. */
export function segmentOf(overrides: Partial<SegmentSpec> = {}): SegmentSpec {
  return {
    text: "A stream of its own voice",
    voice: { kind: "builtIn", name: "tone" },
    style: "",
    speed: 1,
    seed: 7,
    segmentIndex: 0,
    ...overrides,
  };
}

/** Opens a segment as a stream does that has not sounded. */
export function openSegment(
  lease: Lease,
  overrides: Partial<SegmentSpec> = {},
): Promise<ScheduledSegment> {
  return lease.openSegment(segmentOf(overrides), 0, NEVER);
}

/** Steps a segment to its end, `maxFrames` at a time, and gives all its samples. */
export async function speakOut(
  segment: ScheduledSegment,
  maxFrames: number,
): Promise<Float32Array> {
  const parts: number[] = [];
  for (let done = false; !done; ) {
    const step = await segment.step({ maxFrames, deadlineMs: performance.now() + 100 }, NEVER);
    parts.push(...step.samples);
    done = step.done;
  }
  segment.close();
  return Float32Array.from(parts);
}

/** Asserts that two runs of samples are the same, without printing a hundred thousand numbers. */
export function assertSameSamples(actual: Float32Array, expected: Float32Array): void {
  assert.equal(actual.length, expected.length, "number of samples");
  const first = actual.findIndex((sample, i) => sample !== expected[i]);
  assert.equal(first, -1, "index of the first sample that differs");
}

/** Resolves when what was planned for the next turn of the event loop has been done. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
