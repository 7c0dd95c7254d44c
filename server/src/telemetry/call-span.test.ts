import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { status } from "@grpc/grpc-js";
import { tracing } from "@opentelemetry/sdk-node";
import { CallSpan } from "./call-span.js";

describe("CallSpan", () => {
  it("bounds the spans of a long call, and says how many it left out", () => {
    const exporter = new tracing.InMemorySpanExporter();
    const provider = new tracing.BasicTracerProvider({
      spanProcessors: [new tracing.SimpleSpanProcessor(exporter)],
    });
    const span = new CallSpan(provider.getTracer("test"), "a.B/C", {});
    for (let n = 0; n < 500; n += 1) span.stage({ stage: "vocoder", startMs: n, endMs: n + 1 });
    span.end({ code: status.ABORTED, reason: "STALLED", cancelledBy: "stall", durationMs: 500 });
    const spans = exporter.getFinishedSpans();
    assert.equal(spans.length, 129);
    const call = spans.at(-1);
    assert.equal(call?.attributes["tts.stages_left_out"], 500 - 128);
    assert.equal(call.attributes["error.type"], "STALLED");
  });
});
