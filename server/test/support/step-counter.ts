import { setTimeout as delay } from "node:timers/promises";
import { SILENT_TELEMETRY, type Telemetry } from "../../src/telemetry/telemetry.js";

import { waitUntil } from "./wait-until.js";

const LOOK_MS = 100;

/** Telemetry that counts the steps that workers have done, and nothing else. */
export interface StepCounter {
  readonly telemetry: Telemetry;
  /** Steps so far. */
  readonly count: () => number;
  /** Resolves when steps have been done and no more are, though there was time for many. */
  readonly still: () => Promise<void>;
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
  const still = async (): Promise<void> => {
    let last = -1;
    await waitUntil(async () => {
      const before = last;
      last = steps;
      await delay(LOOK_MS);
      return steps > 0 && steps === before;
    }, "no more steps are done");
  };
  return { telemetry: { ...SILENT_TELEMETRY, inference }, count: () => steps, still };
}
