import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { BenchReport } from "../../bench/report.js";

const MAIN = fileURLToPath(new URL("../../bench/main.js", import.meta.url));

function bench(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [MAIN, ...args]);
}

describe("npm run bench", () => {
  it("prints one JSON object in which nothing failed and no step followed a cancel", async () => {
    const { stdout } = await bench("--json", "--quick", "--streams", "1,2");
    const report = JSON.parse(stdout) as BenchReport;
    for (const server of [report.service, report.transport]) {
      assert.deepEqual(
        server.rows.map((row) => row.streams),
        [1, 2],
      );
      for (const row of server.rows) {
        assert.deepEqual([row.callsFailed, row.callsBusy], [0, 0]);
        assert.ok(row.firstAudioMs.p99 !== null && row.realTimeFactorX > 0);
        assert.notEqual(row.eventLoopDelayP99Ms, null);
      }
    }
    assert.ok(report.bareEngine.audioSeconds > 10);
    assert.notEqual(report.added.firstAudioP50Ms, null);
    assert.equal(report.cancel.stepsAfterIdle, 0);
  });

  it("explains itself, and refuses what it does not know", async () => {
    assert.match((await bench("--help")).stdout, /--quick/);
    await assert.rejects(bench("--fast"), { code: 2, stdout: "" });
  });
});
