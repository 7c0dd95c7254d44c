// A reporter for node:test that prints what failed and nothing else, and leaves the counts to its caller: as the last
// line, JSON.
import { relative } from "node:path";

/** @param {AsyncIterable<{type: string, data: any}>} source */
export default async function* failuresReporter(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of source) {
    if (type === "test:pass" && data.details?.type !== "suite") {
      if (data.skip === undefined) counts.passed += 1;
      else {
        counts.skipped += 1;
        yield `skipped: ${data.name}${typeof data.skip === "string" ? ` (${data.skip})` : ""}\n`;
      }
    }
    if (type === "test:fail" && data.details?.error?.failureType !== "subtestsFailed") {
      counts.failed += 1;
      yield failure(data);
    }
  }
  yield `${JSON.stringify(counts)}\n`;
}

function failure({ name, file, line, details }) {
  const cause = details.error?.cause ?? details.error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  const where = file === undefined ? "" : ` (${relative(process.cwd(), file)}:${line})`;
  return `FAILED ${name}${where}\n${text.replace(/^/gm, "    ")}\n`;
}
