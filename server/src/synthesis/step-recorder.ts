import type { ScheduledStep } from "../scheduling/inference.js";
import type { StageSpan, SynthesisObserver } from "./ports.js";
import type { StageTally, TalliedStage } from "./stage-tally.js";

const SPAN_STAGES: Readonly<Record<TalliedStage, StageSpan["stage"]>> = {
  queue: "queue",
  frontEnd: "front_end",
  acoustic: "acoustic",
  vocoder: "vocoder",
  encode: "encode",
};

/** Writes down where the time of steps went: in the utterance's tally and, as spans, for telemetry. */
export class StepRecorder {
  readonly #observer: () => SynthesisObserver;

  constructor(observer: () => SynthesisObserver) {
    this.#observer = observer;
  }

  /**
   * Records a step that was ordered at `orderedMs` and had come at `gotMs`, on a segment that took `openMs` to open (0
   * but for the segment's first step). Gives what the step itself took on the worker, in ms.
   *
   * An engine reports what opening cost with the first step. What opening took beyond that was spent waiting.
   */
  record(
    tally: StageTally,
    step: ScheduledStep,
    orderedMs: number,
    gotMs: number,
    openMs: number,
  ): number {
    const { frontEndMs, acousticMs, vocoderMs } = step.stages;
    const computeMs = frontEndMs + acousticMs + vocoderMs;
    const ownMs = Math.min(computeMs, Math.max(0, gotMs - orderedMs - step.queueMs));
    const openComputeMs = Math.min(openMs, computeMs - ownMs);
    let atMs = orderedMs - openMs;
    const add = (stage: TalliedStage, ms: number): void => {
      if (ms <= 0) return;
      tally.add(stage, ms);
      this.#observer().stage({ stage: SPAN_STAGES[stage], startMs: atMs, endMs: atMs + ms });
      atMs += ms;
    };
    add("queue", openMs - openComputeMs + step.queueMs);
    add("frontEnd", frontEndMs);
    add("acoustic", acousticMs);
    add("vocoder", vocoderMs);
    return ownMs;
  }
}
