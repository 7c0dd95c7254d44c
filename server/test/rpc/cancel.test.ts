import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { status } from "@grpc/grpc-js";
import { rejection, withClients } from "../support/clients.js";
import { seededRandom } from "../support/prompt-signal.js";
import { RawClient } from "../support/raw-client.js";
import { configMessage, message, readAll, speak } from "../support/speech.js";
import { stepCounter } from "../support/step-counter.js";
import { withServer } from "../support/test-server.js";

const MIB = 1024 * 1024;
const LONG = "word ".repeat(2000);

describe("a call that ends early", () => {
  it("leaves nothing alive, wherever it is cancelled", async () => {
    const steps = stepCounter();
    await withServer({ engine: { stepCostMs: 1 }, telemetry: steps.telemetry }, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const random = seededRandom(7);
        for (let n = 0; n < 60; n += 1) {
          const call =
            n % 2 === 0 ? synthesis.synthesize(speak(LONG)) : synthesis.streamSynthesize();
          if ("write" in call) {
            call.write(configMessage());
            call.write(message({ $case: "text", value: LONG.slice(0, 8000) }));
          }
          let left = Math.floor(random() * 20);
          const replies = (async () => {
            for await (const reply of call as AsyncIterable<unknown>) {
              assert.ok(reply);
              if (left-- === 0) call.cancel();
            }
          })();
          if (left === 0 && random() < 0.5) call.cancel();
          assert.equal((await rejection(replies)).code, status.CANCELLED);
        }
        await server.idle();
        const done = steps.count();
        await readAll(synthesis.synthesize(speak("Hi.")));
        // The opening and one or two steps of this call, and none of those before.
        assert.ok(steps.count() - done < 10);
      });
      await server.idle();
    });
  });

  it("is cancelled when the connection breaks", async () => {
    await withServer({}, async (server) => {
      const client = await RawClient.open(server.address);
      for (let n = 0; n < 10; n += 1)
        client.call("/sotto.tts.v1.SynthesisService/StreamSynthesize");
      client.close();
      await server.idle();
    });
  });

  it("a thousand short calls leave no live state", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const hundred = async (): Promise<void> => {
          await Promise.all(
            Array.from({ length: 50 }, () => readAll(synthesis.synthesize(speak("Hi.")))),
          );
          await Promise.all(
            Array.from({ length: 50 }, () => {
              const call = synthesis.streamSynthesize();
              call.write(configMessage());
              call.write(message({ $case: "text", value: "Hi." }));
              call.end();
              return readAll(call);
            }),
          );
        };
        await hundred();
        await server.idle();
        const before = process.memoryUsage.rss();
        for (let n = 0; n < 9; n += 1) await hundred();
        await server.idle();
        assert.ok(process.memoryUsage.rss() - before < 64 * MIB);
      });
    });
  });

  it("a rapid reset of thousands starts no inference", async () => {
    const steps = stepCounter();
    await withServer({ telemetry: steps.telemetry }, async (server) => {
      const client = await RawClient.open(server.address);
      for (let n = 0; n < 3000 && !client.closed; n += 1) {
        client.call("/sotto.tts.v1.SynthesisService/Synthesize").reset();
      }
      client.close();
      await server.idle();
      assert.equal(steps.count(), 0);
      await withClients(server.address, async ({ synthesis }) => {
        await readAll(synthesis.synthesize(speak("Hi.")));
      });
    });
  });
});
