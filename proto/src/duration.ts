import type { Duration } from "./gen/google/protobuf/duration.js";

/** A google.protobuf.Duration of `ms` milliseconds (≥ 0), to the nanosecond. */
export function durationFromMs(ms: number): Duration {
  const seconds = Math.floor(ms / 1000);
  const nanos = Math.min(999_999_999, Math.round((ms - seconds * 1000) * 1e6));
  return { seconds, nanos };
}

/** The milliseconds of a google.protobuf.Duration; 0 where there is none. */
export function durationToMs(duration: Duration | undefined): number {
  return duration === undefined ? 0 : duration.seconds * 1000 + duration.nanos / 1e6;
}
