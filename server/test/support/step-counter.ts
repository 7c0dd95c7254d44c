import { SILENT_TELEMETRY, type Telemetry } from "../../src/telemetry/telemetry.js";

/** Telemetry that counts the steps that workers have done, and nothing else. */
export interface StepCounter {
  readonly telemetry: Telemetry;
  /** Steps so far. */
  readonly count: () => number;
}

/** A new counter at 0. */
export function stepCounter(): StepCounter {
  let steps = 0;
  const inference = {
    ...SILENT_TELEMETRY.inference,
    stepDone: () => {
      steps += 1;
    },
  };
  return { telemetry: { ...SILENT_TELEMETRY, inference }, count: () => steps };
}
