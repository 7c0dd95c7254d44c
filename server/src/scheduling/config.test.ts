import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { silenceRuntimeReports } from "./config.js";

describe("silenceRuntimeReports", () => {
  const before = process.env["ORT_DISABLE_TELEMETRY"];
  afterEach(() => {
    if (before === undefined) delete process.env["ORT_DISABLE_TELEMETRY"];
    else process.env["ORT_DISABLE_TELEMETRY"] = before;
  });

  it("turns the reports off where the user has not decided", () => {
    delete process.env["ORT_DISABLE_TELEMETRY"];
    silenceRuntimeReports();
    assert.equal(process.env["ORT_DISABLE_TELEMETRY"], "1");
  });

  it("leaves the user's decision", () => {
    process.env["ORT_DISABLE_TELEMETRY"] = "0";
    silenceRuntimeReports();
    assert.equal(process.env["ORT_DISABLE_TELEMETRY"], "0");
  });
});
