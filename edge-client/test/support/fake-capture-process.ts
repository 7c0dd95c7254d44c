import type { CaptureHandlers, StartCapture } from "../../src/capture/capture-process.js";

/** The processes that a supervised capture started, for a test to speak for. */
export interface FakeCaptureProcesses {
  readonly start: StartCapture;
  readonly started: { readonly handlers: CaptureHandlers; stopped: boolean }[];
}

/** Makes processes that do nothing by themselves. */
export function fakeCaptureProcesses(): FakeCaptureProcesses {
  const started: FakeCaptureProcesses["started"] = [];
  return {
    started,
    start: (handlers) => {
      const entry = { handlers, stopped: false };
      started.push(entry);
      return {
        stop: () => {
          entry.stopped = true;
        },
      };
    },
  };
}
