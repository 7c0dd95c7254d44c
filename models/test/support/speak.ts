import assert from "node:assert/strict";
import { SottoError } from "@sotto/proto";
import type { Engine, EngineMark, SegmentSpec } from "../../src/engine.js";

/** What a whole segment came to. */
export interface Spoken {
  readonly samples: Float32Array;
  readonly marks: readonly EngineMark[];
}

/** A segment of the default voice with nothing special. */
export function plainSegment(text: string, change: Partial<SegmentSpec> = {}): SegmentSpec {
  const voice = { kind: "builtIn", name: "af_heart" } as const;
  return { text, voice, style: "", speed: 1, seed: 1, segmentIndex: 0, ...change };
}

/** Speaks a segment in steps of the frames of `plan`, over and over, and checks what every step promises. */
export async function speak(
  engine: Engine,
  spec: SegmentSpec,
  plan: readonly number[],
): Promise<Spoken> {
  const stepper = await engine.open(spec);
  const parts: Float32Array[] = [];
  const marks: EngineMark[] = [];
  let length = 0;
  for (let i = 0, done = false; !done; i++) {
    const result = await stepper.step(plan[i % plan.length]!);
    for (const mark of result.marks) {
      assert.ok(mark.sampleStart >= length && mark.sampleStart <= length + result.samples.length);
    }
    parts.push(result.samples);
    marks.push(...result.marks);
    length += result.samples.length;
    done = result.done;
  }
  stepper.close();
  const samples = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return { samples, marks };
}

/** The greatest difference of two arrays of the same length. */
export function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let greatest = 0;
  for (let i = 0; i < a.length; i++) greatest = Math.max(greatest, Math.abs(a[i]! - b[i]!));
  return greatest;
}

/** The SottoError that `run` rejects with; fails where it resolves or rejects with anything else. */
export async function sottoErrorOf(run: Promise<unknown>): Promise<SottoError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof SottoError, `expected a SottoError, got ${String(error)}`);
  return error;
}
