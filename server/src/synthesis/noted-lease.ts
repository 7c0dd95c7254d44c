import type { Lease } from "../scheduling/inference.js";

/** `lease` with a note taken, once, when it is released: who holds it may be another than who wants to know. */
export function notedLease(lease: Lease, onRelease: () => void): Lease {
  return {
    model: lease.model,
    openSegment: (spec, deadlineMs, signal) => lease.openSegment(spec, deadlineMs, signal),
    openPrompt: (signal) => lease.openPrompt(signal),
    release: () => {
      onRelease();
      lease.release();
    },
  };
}
