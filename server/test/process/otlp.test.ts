import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { describe, it } from "node:test";
import { withClients } from "../support/clients.js";
import { ServerProcess } from "../support/server-process.js";
import { readAll, speak } from "../support/speech.js";

describe("export by OTLP", () => {
  it("is asked for by the standard variables, and flushed at the end", async () => {
    const received = new Map<string, string>();
    const collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const before = received.get(request.url ?? "") ?? "";
        received.set(request.url ?? "", before + Buffer.concat(chunks).toString("utf8"));
        response.setHeader("content-type", "application/json").end("{}");
      });
    }).listen(0, "127.0.0.1");
    await once(collector, "listening");
    const { port } = collector.address() as { port: number };
    const server = await ServerProcess.start([], {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    });
    try {
      await withClients(await server.address(), async ({ synthesis }) => {
        await readAll(synthesis.synthesize(speak("A secretive sentence.")));
      });
      server.kill("SIGTERM");
      const { code, stderr } = await server.exit;
      assert.equal(code, 0, stderr);
      const traces = received.get("/v1/traces") ?? "";
      const metrics = received.get("/v1/metrics") ?? "";
      assert.match(traces, /sotto\.tts\.v1\.SynthesisService\/Synthesize/);
      assert.match(traces, /tts\.first_write/);
      assert.match(traces, /"service\.name","value":\{"stringValue":"sotto"\}/);
      assert.match(metrics, /"name":"rpc\.server\.call\.duration"/);
      assert.equal(/secretive/.test(traces + metrics), false);
    } finally {
      server.kill("SIGKILL");
      await server.exit;
      collector.close();
    }
  });
});
