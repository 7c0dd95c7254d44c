import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeServer } from "../support/fake-server.js";
import { runSotto } from "../support/run-sotto.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const CONSOLE = {
  OTEL_SDK_DISABLED: "false",
  OTEL_TRACES_EXPORTER: "console",
  OTEL_METRICS_EXPORTER: "none",
  OTEL_LOGS_EXPORTER: "none",
};

describe("telemetry", () => {
  it("carries a W3C trace context to the server, and no text in its span", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const args = ["say", "A secret.", "--server", server.address, "--out", folder.file("x.wav")];
    const { code, stdout, stderr } = await runSotto(args, { env: CONSOLE });
    assert.equal(code, 0, stderr);
    const [traceparent] = server.metadata[0]?.get("traceparent") ?? [];
    const [, traceId, spanId] =
      /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/.exec(String(traceparent)) ?? [];
    assert.ok(traceId !== undefined && spanId !== undefined, String(traceparent));
    const spans = stdout.toString();
    assert.ok(spans.includes(`traceId: '${traceId}'`) && spans.includes(`id: '${spanId}'`), spans);
    assert.match(spans, /sotto\.tts\.v1\.SynthesisService\/StreamSynthesize/);
    assert.ok(!spans.includes("secret"));
  });

  it("is off unless it is configured", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const args = ["say", "Hi", "--server", server.address, "--out", folder.file("x.wav")];
    const env = { OTEL_SDK_DISABLED: "" };
    assert.equal((await runSotto(args, { env })).code, 0);
    assert.deepEqual(server.metadata[0]?.get("traceparent"), []);
  });
});
