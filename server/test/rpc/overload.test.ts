import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { status } from "@grpc/grpc-js";
import { rejection, sottoErrorOf, withClients } from "../support/clients.js";
import { configMessage, eventsOf, message, readAll, speak } from "../support/speech.js";
import { withServer } from "../support/test-server.js";
import { waitUntil } from "../support/wait-until.js";

describe("a server at its limits", () => {
  it("refuses streams beyond its rating at once, and says when to try again", async () => {
    await withServer({ config: { ratedStreams: 2 } }, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const held = [synthesis.streamSynthesize(), synthesis.streamSynthesize()];
        for (const call of held) call.write(configMessage());
        await waitUntil(() => server.live.leases === 2, "both places are held");
        for (let n = 0; n < 20; n += 1) {
          const error = await rejection(readAll(synthesis.synthesize(speak("Hi."))));
          assert.equal(error.code, status.RESOURCE_EXHAUSTED);
          const { reason, details } = sottoErrorOf(error);
          assert.equal(reason, "BUSY");
          assert.ok((details.retryAfterMs ?? 0) > 0);
        }
        for (const call of held) {
          call.write(message({ $case: "text", value: "Still here." }));
          call.end();
          assert.ok(eventsOf(await readAll(call)).includes("audio"));
        }
        await server.idle();
        await readAll(synthesis.synthesize(speak("Hi.")));
      });
    });
  });

  it("loses only the streams of a worker that dies, and replaces it", async () => {
    const faults = [{ kind: "crash", atStep: 1, textIncludes: "poison" } as const];
    await withServer({ engine: { faults }, config: { workers: 2 } }, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const bystander = synthesis.streamSynthesize();
        bystander.write(configMessage());
        bystander.write(message({ $case: "text", value: "I am on the first worker." }));
        await waitUntil(() => server.live.leases === 1, "the bystander has its place");
        const text = "Some poison in a text that is long enough for several steps of sound.";
        const error = await rejection(readAll(synthesis.synthesize(speak(text))));
        assert.equal(error.code, status.UNAVAILABLE);
        const { reason, details } = sottoErrorOf(error);
        assert.equal(reason, "WORKER_LOST");
        assert.ok((details.retryAfterMs ?? 0) > 0);
        bystander.end();
        assert.ok(eventsOf(await readAll(bystander)).includes("utteranceDone"));
        await readAll(synthesis.synthesize(speak("Hi again.")));
      });
      await server.idle();
    });
  });

  it("answers an engine's failure with INTERNAL, and logs it without the text", async () => {
    const faults = [{ kind: "throw", atStep: 0, textIncludes: "secret" } as const];
    await withServer({ engine: { faults } }, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const error = await rejection(readAll(synthesis.synthesize(speak("A secret word."))));
        assert.equal(error.code, status.INTERNAL);
        assert.equal(sottoErrorOf(error).reason, "INTERNAL");
        assert.ok(server.logLines.some((line) => line.includes("A call failed.")));
        assert.equal(
          server.logLines.some((line) => line.includes("secret")),
          false,
        );
      });
      await server.idle();
    });
  });
});
