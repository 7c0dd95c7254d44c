import { systemClock } from "../clock.js";

/** How a check went: fine, usable with a remark, or in the way of speaking. */
export type CheckStatus = "ok" | "warn" | "fail";

/** What a check found. */
export interface CheckFinding {
  readonly status: CheckStatus;
  /** What was seen, with its numbers. */
  readonly detail: string;
  /** What to do about it; empty when it is fine. */
  readonly advice: string;
}

/** One row of the doctor's report. */
export interface CheckResult extends CheckFinding {
  readonly name: string;
}

/** Something that can be looked at. A check that throws has failed, with the error's sentence. */
export interface DoctorCheck {
  readonly name: string;
  run(signal: AbortSignal): Promise<CheckFinding>;
}

/** A check that takes longer than this has failed. */
export const CHECK_MS_MAX = 30_000;

/**
 * Runs the checks one after the other, because several want the same device, and returns a row for each. Never throws
 * for what a check finds; `onResult` sees each row as soon as it is known.
 */
export async function runDoctor(
  checks: readonly DoctorCheck[],
  onResult: (result: CheckResult) => void = () => undefined,
  clock = systemClock,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const over = new AbortController();
    const late = async (): Promise<CheckFinding> => {
      await clock.wait(CHECK_MS_MAX, over.signal);
      const detail = `no answer within ${CHECK_MS_MAX / 1000} s`;
      return fail(detail, "Run the doctor again; when it persists, restart this machine.");
    };
    const finding = await Promise.race([attempt(check, over.signal), late()]);
    over.abort();
    const result = { name: check.name, ...finding };
    results.push(result);
    onResult(result);
  }
  return results;
}

async function attempt(check: DoctorCheck, signal: AbortSignal): Promise<CheckFinding> {
  try {
    return await check.run(signal);
  } catch (error) {
    // DeviceError and SottoError say in their one sentence what is wrong, and what to do.
    const message = error instanceof Error ? error.message : String(error);
    const [detail = message, ...advice] = message.split("; ");
    return fail(detail, advice.join("; "));
  }
}

/** It is fine. */
export function ok(detail: string): CheckFinding {
  return { status: "ok", detail, advice: "" };
}

/** It is usable, but. */
export function warn(detail: string, advice: string): CheckFinding {
  return { status: "warn", detail, advice };
}

/** It is in the way. */
export function fail(detail: string, advice: string): CheckFinding {
  return { status: "fail", detail, advice };
}

/** The worst status among `results`; `ok` for none. */
export function worstStatus(results: readonly CheckResult[]): CheckStatus {
  if (results.some((result) => result.status === "fail")) return "fail";
  return results.some((result) => result.status === "warn") ? "warn" : "ok";
}
