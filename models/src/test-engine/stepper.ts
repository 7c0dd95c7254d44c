import type { EngineMark, SegmentSpec, Stepper, StepResult } from "../engine.js";
import { checkStepFrames } from "../segment-checks.js";
import { busyFor } from "./busy.js";
import type { ResolvedTestOptions, TestFault } from "./options.js";
import { testSampleCount, testWaveform } from "./waveform.js";

/** Synthesises one segment of the test waveform. */
export class TestStepper implements Stepper {
  readonly #spec: SegmentSpec;
  readonly #options: ResolvedTestOptions;
  readonly #total: number;
  readonly #marks: EngineMark[];
  #framesAsked = 0;
  #given = 0;
  #steps = 0;
  #closed = false;

  constructor(spec: SegmentSpec, options: ResolvedTestOptions) {
    this.#spec = spec;
    this.#options = options;
    this.#total = testSampleCount(spec, options);
    this.#marks = wordMarks(spec.text, this.#total);
  }

  async step(maxFrames: number): Promise<StepResult> {
    checkStepFrames(maxFrames);
    if (this.#closed) throw new Error("Cannot step: the stepper is closed");
    const begun = performance.now();
    const { hopSamples, stepCostMs, frameCostMs, firstStepFramesMin } = this.#options;
    await makeFault(this.#options.faults, this.#spec.text, this.#steps);
    busyFor(stepCostMs + frameCostMs * maxFrames);
    this.#steps += 1;
    this.#framesAsked += maxFrames;
    const ready = Math.max(0, this.#framesAsked - (firstStepFramesMin - 1)) * hopSamples;
    const end = Math.min(this.#total, ready);
    const samples = testWaveform(this.#spec, this.#given, Math.max(0, end - this.#given));
    const marks = this.#marks.filter((m) => m.sampleStart >= this.#given && m.sampleStart < end);
    this.#given = Math.max(this.#given, end);
    const stages = { frontEndMs: 0, acousticMs: 0, vocoderMs: performance.now() - begun };
    return { samples, marks, stages, done: this.#given === this.#total };
  }

  close(): void {
    this.#closed = true;
  }
}

/** Makes the fault that `faults` hold for the step `step` of a segment, where there is one. */
export async function makeFault(
  faults: readonly TestFault[],
  text: string,
  step: number,
): Promise<void> {
  const fault = faults.find((f) => f.atStep === step && text.includes(f.textIncludes ?? ""));
  switch (fault?.kind) {
    case undefined:
      return;
    case "throw":
      throw new Error(`The test engine fails at step ${step}, as it was told to`);
    case "crash":
      process.exit(70);
      break;
    case "hang":
      await new Promise<never>(() => undefined);
      break;
    case "spin":
      for (;;) busyFor(1000);
  }
}

/** Marks of the words of `text`, each as long as its share of the text. */
function wordMarks(text: string, total: number): EngineMark[] {
  const at = (index: number): number => Math.floor((index / text.length) * total);
  return [...text.matchAll(/\S+/g)].map((match) => {
    const [value] = match;
    const textEnd = match.index + value.length;
    return {
      kind: "word",
      value,
      textStart: match.index,
      textEnd,
      sampleStart: at(match.index),
      sampleEnd: at(textEnd),
    };
  });
}
