import type { CheckResult } from "./doctor.js";

const MARK = { ok: "ok  ", warn: "warn", fail: "FAIL" } as const;

/** The doctor's report for people: a line per check, and below those that need it, what to do. Ends in a newline. */
export function doctorTable(results: readonly CheckResult[]): string {
  const width = Math.max(0, ...results.map((result) => result.name.length));
  const lines = results.flatMap(({ name, status, detail, advice }) => {
    const line = `${MARK[status]}  ${name.padEnd(width)}  ${detail}`;
    return advice === "" ? [line] : [line, `${" ".repeat(width + 8)}-> ${advice}`];
  });
  return `${lines.join("\n")}\n`;
}
