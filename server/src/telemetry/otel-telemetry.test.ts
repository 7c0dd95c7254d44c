import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { describe, it } from "node:test";
import { status } from "@grpc/grpc-js";
import { defaultConfig } from "../config.js";
import { createTelemetry } from "./create-telemetry.js";
import { METRICS, type Metric, metricTable } from "./metric-table.js";
import { OtelTelemetry } from "./otel-telemetry.js";
import { SILENT_TELEMETRY } from "./telemetry.js";

const OUTCOME = { code: status.OK, reason: undefined, cancelledBy: undefined, durationMs: 20 };

describe("OtelTelemetry", () => {
  it("has every metric of the table, with its labels and no others", async () => {
    const telemetry = new OtelTelemetry({ prometheus: true });
    tellAll(telemetry);
    const text = await scrape(telemetry);
    for (const [name, metric] of Object.entries<Metric>(METRICS)) {
      const exported = name.replaceAll(".", "_");
      const suffix = { counter: "_total", histogram: "_count", gauge: "" }[metric.kind];
      const line = text
        .split("\n")
        .find((each) => new RegExp(`^${exported}${suffix}[ {]`).test(each));
      assert.ok(line, name);
      const labels = [...line.matchAll(/(\w+)="/g)].map(([, label]) => label);
      assert.deepEqual(
        labels,
        metric.labels.map((label) => label.replaceAll(".", "_")),
        name,
      );
    }
    await telemetry.shutdown();
    await telemetry.shutdown();
  });

  it("counts a call once, and a refusal or a cancellation beside it", async () => {
    const telemetry = new OtelTelemetry({ prometheus: true });
    const end = (part: Partial<typeof OUTCOME>): void => {
      telemetry.startCall("/a.B/C", {}).end({ ...OUTCOME, ...part });
    };
    end({});
    end({ code: status.RESOURCE_EXHAUSTED, reason: "BUSY" as never });
    end({ code: status.CANCELLED, reason: "CANCELLED" as never, cancelledBy: "client" as never });
    const text = await scrape(telemetry);
    assert.match(
      text,
      /^rpc_server_call_duration_count\{rpc_method="a.B\/C",rpc_response_status_code="OK"\} 1$/m,
    );
    assert.match(text, /^tts_rejected_total\{reason="BUSY"\} 1$/m);
    assert.match(text, /^tts_cancelled_total\{by="client"\} 1$/m);
    assert.equal(text.includes('reason="CANCELLED"'), false);
    await telemetry.shutdown();
  });

  it("is not there where nothing asks for it", async () => {
    assert.equal(await createTelemetry(defaultConfig()), SILENT_TELEMETRY);
  });

  it("is documented, metric by metric", () => {
    const page = readFileSync(new URL("../../../../docs/metrics.md", import.meta.url), "utf8");
    assert.ok(page.includes(metricTable()), "run: node scripts/write-reference.mjs");
  });
});

function tellAll(telemetry: OtelTelemetry): void {
  const { inference } = telemetry;
  inference.stepDone(1, 2);
  inference.admissionRefused();
  inference.workerLost();
  inference.workerReady(800);
  telemetry.writeStalled();
  telemetry.limitHit("connections");
  telemetry.modelsLoaded([{ id: "mini", version: "1", manifestSha256: "0f" }]);
  telemetry.observeGauges({ activeStreams: () => 1, queuedSteps: () => 2, connections: () => 3 });
  const call = telemetry.startCall("/a.B/C", {});
  call.synthesis.stage({ stage: "queue", startMs: 0, endMs: 1 });
  call.synthesis.firstAudio(12);
  call.synthesis.chunkSent(20, true);
  call.synthesis.utteranceDone({
    model: "mini",
    audioSeconds: 1,
    timeToFirstAudioMs: 12,
    realTimeFactor: 0.1,
  });
  call.synthesis.bargeIn();
  call.synthesis.limitHit("text");
  call.end({ code: status.INTERNAL, reason: "INTERNAL", cancelledBy: undefined, durationMs: 20 });
}

function scrape(telemetry: OtelTelemetry): Promise<string> {
  return new Promise((resolve) => {
    const response = { setHeader: () => undefined, end: resolve, statusCode: 0 };
    telemetry.scrape?.(response as unknown as ServerResponse);
  });
}
