import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { status } from "@grpc/grpc-js";
import { SynthesizeRequest } from "@sotto/proto";
import { rejection, sottoErrorOf, withClients } from "../support/clients.js";
import { RawClient } from "../support/raw-client.js";
import { type Exit, ServerProcess } from "../support/server-process.js";
import { configMessage, message, readAll, speak } from "../support/speech.js";

const SPEAK = "/sotto.tts.v1.SynthesisService/Synthesize";
// An hour of sound that takes its time.
const ENDLESS = "word ".repeat(10_000);
const SLOW_ENGINE = ["--enable-test-engine", JSON.stringify({ stepCostMs: 20 })];
// One second is promised on top of the grace; a busy machine is given more before the test calls it broken.
const EXTRA_MS = 3000;

describe("a server that is told to end", () => {
  it("lets a stream finish within the grace, and exits 0", async () => {
    await withProcess([], async (server) => {
      await withClients(await server.address(), async ({ synthesis }) => {
        const call = synthesis.streamSynthesize();
        call.write(configMessage());
        call.write(message({ $case: "text", value: "The end is near." }));
        let told = false;
        for await (const reply of call) {
          assert.ok(reply);
          if (told) continue;
          told = true;
          server.kill("SIGTERM");
          call.end();
        }
      });
      assert.equal((await server.exit).code, 0);
    });
  });

  it("ends what runs longer than the grace with DRAINING", async () => {
    await withProcess(["--grace-ms", "300", ...SLOW_ENGINE], async (server) => {
      await withClients(await server.address(), async ({ synthesis }) => {
        const call = synthesis.synthesize(speak(ENDLESS));
        call.once("data", () => {
          server.kill("SIGTERM");
        });
        const error = await rejection(readAll(call));
        assert.equal(error.code, status.UNAVAILABLE);
        assert.equal(sottoErrorOf(error).reason, "DRAINING");
      });
      assert.equal((await server.exit).code, 0);
    });
  });

  it("exits 0 within grace and a second with a client that never reads", async () => {
    await withProcess(["--grace-ms", "300"], async (server) => {
      const client = await RawClient.open(await server.address());
      const request = SynthesizeRequest.encode(speak(ENDLESS)).finish();
      const call = client.call(SPEAK).send(request).end();
      await new Promise((resolve) => call.stream.once("response", resolve));
      const { exit, ms } = await endOf(server);
      assert.equal(exit.code, 0);
      assert.ok(ms < 300 + EXTRA_MS, `${ms} ms`);
      client.close();
    });
  });

  it("does not wait for the grace when nothing runs, watched or not", async () => {
    await withProcess(["--grace-ms", "60000"], async (server) => {
      const client = await RawClient.open(await server.address());
      client.call("/grpc.health.v1.Health/Watch").send(Buffer.alloc(0)).end();
      await client.call("/grpc.health.v1.Health/Check").send(Buffer.alloc(0)).end().readAll();
      const { exit, ms } = await endOf(server);
      assert.equal(exit.code, 0);
      assert.ok(ms < EXTRA_MS, `${ms} ms`);
      client.close();
    });
  });

  it("does not wait for the grace after a second signal", async () => {
    await withProcess(["--grace-ms", "60000", ...SLOW_ENGINE], async (server) => {
      const client = await RawClient.open(await server.address());
      const call = client
        .call(SPEAK)
        .send(SynthesizeRequest.encode(speak(ENDLESS)).finish())
        .end();
      await new Promise((resolve) => call.stream.once("response", resolve));
      server.kill("SIGINT");
      server.kill("SIGTERM");
      const outcome = await call.readAll();
      assert.equal(outcome.status, status.UNAVAILABLE);
      assert.equal((await server.exit).code, 0);
      client.close();
    });
  });
});

async function endOf(server: ServerProcess): Promise<{ exit: Exit; ms: number }> {
  const startMs = performance.now();
  server.kill("SIGTERM");
  const exit = await server.exit;
  return { exit, ms: performance.now() - startMs };
}

async function withProcess(
  flags: readonly string[],
  use: (server: ServerProcess) => Promise<void>,
): Promise<void> {
  const server = await ServerProcess.start(flags);
  try {
    await use(server);
  } finally {
    server.kill("SIGKILL");
    await server.exit;
  }
}
