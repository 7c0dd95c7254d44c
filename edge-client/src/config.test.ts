import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SETTINGS } from "./config/settings-table.js";
import { loadConfig, telemetryConfigured } from "./config.js";

describe("loadConfig", () => {
  it("takes a flag before the environment, and the environment before the default", () => {
    const environment = { SOTTO_SERVER: "pi:1", SOTTO_RETRY_MS: "7", SOTTO_DEVICE: "" };
    const config = loadConfig({ server: "[::1]:2" }, environment);
    assert.equal(config.server, "[::1]:2");
    assert.equal(config.retryMs, 7);
    assert.equal(config.device, "default");
    assert.ok(Object.isFrozen(config));
  });

  it("names the flag or variable, its range and what it is", () => {
    assert.throws(() => loadConfig({ "retry-ms": "soon" }, {}), {
      name: "UsageError",
      message:
        '--retry-ms must be a whole number from 0 to 3600000 (milliseconds), received "soon".',
    });
    assert.throws(() => loadConfig({}, { SOTTO_SERVER: "pi" }), {
      message: 'SOTTO_SERVER must be HOST:PORT, the port from 1 to 65535, received "pi".',
    });
    assert.throws(() => loadConfig({ fallback: "x" }, {}), /one of none, offline/);
  });

  it("has a default within its own range for every setting", () => {
    for (const setting of Object.values(SETTINGS)) {
      const { defaultValue, parse } = setting as {
        defaultValue: unknown;
        parse: (r: string) => unknown;
      };
      assert.equal(parse(String(defaultValue)), defaultValue, setting.flag);
    }
  });
});

describe("telemetryConfigured", () => {
  it("is off unless OpenTelemetry's own variables ask for it", () => {
    assert.ok(!telemetryConfigured({}));
    assert.ok(!telemetryConfigured({ OTEL_SERVICE_NAME: "x", OTEL_TRACES_EXPORTER: "none" }));
    assert.ok(telemetryConfigured({ OTEL_TRACES_EXPORTER: "console" }));
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4317" };
    assert.ok(telemetryConfigured(endpoint));
    assert.ok(!telemetryConfigured({ ...endpoint, OTEL_SDK_DISABLED: "true" }));
  });
});
