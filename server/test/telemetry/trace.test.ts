import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Metadata } from "@grpc/grpc-js";
import { NodeSDK, tracing } from "@opentelemetry/sdk-node";
import { OtelTelemetry } from "../../src/telemetry/otel-telemetry.js";
import { withClients } from "../support/clients.js";
import { readAll, speak } from "../support/speech.js";
import { withServer } from "../support/test-server.js";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

describe("traces", () => {
  it("go on from the client's W3C context through the server's stages, without the text", async () => {
    const exporter = new tracing.InMemorySpanExporter();
    const spanProcessors = [new tracing.SimpleSpanProcessor(exporter)];
    const exporting = new NodeSDK({ spanProcessors, metricReaders: [], logRecordProcessors: [] });
    const telemetry = new OtelTelemetry({ prometheus: false, exporting });
    await withServer({ telemetry }, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const metadata = new Metadata();
        metadata.set("traceparent", `00-${TRACE}-${PARENT}-01`);
        await readAll(synthesis.synthesize(speak("A secretive sentence."), metadata));
      });
      await server.idle();
      const spans = exporter.getFinishedSpans();
      const call = spans.find(({ name }) => name === "sotto.tts.v1.SynthesisService/Synthesize");
      assert.equal(call?.spanContext().traceId, TRACE);
      assert.equal(call.parentSpanContext?.spanId, PARENT);
      assert.equal(call.attributes["rpc.response.status_code"], "OK");
      const stages = spans.filter((span) => span !== call);
      // The test engine has no other stages, and nothing waits for its worker.
      for (const stage of ["vocoder", "encode", "first_write"]) {
        assert.ok(
          stages.some(({ name }) => name === `tts.${stage}`),
          stage,
        );
      }
      for (const span of stages) {
        assert.equal(span.parentSpanContext?.spanId, call.spanContext().spanId);
      }
      assert.equal(
        JSON.stringify(
          spans.map(({ name, attributes, events }) => ({ name, attributes, events })),
        ).includes("secretive"),
        false,
      );
    });
  });
});
