import { createHash } from "node:crypto";
import type { Engine, EngineMark, ModelDescription } from "../src/engine.js";

/** Sound after which a listener counts as hearing something. */
const FIRST_SOUND_MS = 100;

/** A sentence as the engine spoke it. */
export interface Spoken {
  readonly samples: Float32Array;
  readonly marks: readonly EngineMark[];
  /** From the text to the first 100 ms of sound, in milliseconds. */
  readonly firstSoundMs: number;
  /** From the text to the last sample. */
  readonly totalMs: number;
  /** The same in the process's CPU time, all its threads: on a machine that also does other things the truer number. */
  readonly firstSoundCpuMs: number;
  readonly totalCpuMs: number;
}

/** Frames of a step that gives `ms` of sound. */
export function framesOf({ sampleRateHz, hopSamples }: ModelDescription, ms: number): number {
  return Math.max(1, Math.round((ms / 1000) * (sampleRateHz / hopSamples)));
}

/**
 * Frames of the first step: as few as are sure to give 100 ms of sound. Of the fewest that give any, the last may give a
 * part of its samples only.
 */
export function firstStepFrames(description: ModelDescription): number {
  return description.firstStepFramesMin + framesOf(description, FIRST_SOUND_MS);
}

/**
 * Speaks `text` in steps of `plan`'s frames, whose last number holds until the end.
 * @throws SottoError as {@link Engine.open} does.
 */
export async function speak(
  engine: Engine,
  text: string,
  voice: string,
  plan: readonly number[],
): Promise<Spoken> {
  const firstSamples = (engine.describe().sampleRateHz * FIRST_SOUND_MS) / 1000;
  const begun = performance.now();
  const cpuBegun = process.cpuUsage();
  const stepper = await engine.open({
    text,
    voice: { kind: "builtIn", name: voice },
    style: "",
    speed: 1,
    seed: seedOf(text),
    segmentIndex: 0,
  });
  const parts: Float32Array[] = [];
  const marks: EngineMark[] = [];
  let length = 0;
  let firstSoundMs = Number.NaN;
  let firstSoundCpuMs = Number.NaN;
  try {
    for (let step = 0, done = false; !done; step++) {
      const result = await stepper.step(plan[Math.min(step, plan.length - 1)] ?? 1);
      parts.push(result.samples);
      marks.push(...result.marks);
      length += result.samples.length;
      if (length >= firstSamples && Number.isNaN(firstSoundMs)) {
        firstSoundMs = performance.now() - begun;
        firstSoundCpuMs = cpuMsSince(cpuBegun);
      }
      done = result.done;
    }
  } finally {
    stepper.close();
  }
  const totalMs = performance.now() - begun;
  const totalCpuMs = cpuMsSince(cpuBegun);
  return {
    samples: join(parts, length),
    marks,
    firstSoundMs,
    totalMs,
    firstSoundCpuMs,
    totalCpuMs,
  };
}

function cpuMsSince(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

/** A seed that is the same in every run and another for each sentence. */
function seedOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32LE(0);
}

function join(parts: readonly Float32Array[], length: number): Float32Array {
  const joined = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
