import type { Engine } from "../src/engine.js";
import type { Sentence } from "./sentences.js";
import { framesOf, speak } from "./speak.js";

/** How much the sound depends on how it is cut into steps. */
export interface StreamingReport {
  /** Plans that were compared with one step for everything, in frames; the last number of each holds until the end. */
  readonly plans: readonly {
    readonly frames: readonly number[];
    /** Greatest difference of any sample, over all sentences. */
    readonly greatestDifference: number;
  }[];
  readonly sentences: number;
}

/** Far more than any sentence has. */
const ALL_FRAMES = 1_000_000;

/** Speaks each sentence by several plans of steps and compares the samples with those of a single step. */
export async function measureStreaming(
  engine: Engine,
  spoken: readonly { readonly sentence: Sentence; readonly voice: string }[],
): Promise<StreamingReport> {
  const chunk = framesOf(engine.describe(), 250);
  const plans = [[1], [1, 2, 3, 5, 8, 13], [chunk], [2 * chunk, 3], [7, chunk]];
  const differences = plans.map(() => 0);
  for (const { sentence, voice } of spoken) {
    const whole = await speak(engine, sentence.text, voice, [ALL_FRAMES]);
    for (const [index, plan] of plans.entries()) {
      const { samples } = await speak(engine, sentence.text, voice, plan);
      differences[index] = Math.max(
        differences[index] ?? 0,
        greatestDifference(whole.samples, samples),
      );
    }
  }
  return {
    plans: plans.map((frames, i) => ({ frames, greatestDifference: differences[i] ?? 0 })),
    sentences: spoken.length,
  };
}

/** The greatest difference of two sounds; infinite where one is longer. */
export function greatestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);
}
