import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SynthesizeRequest } from "@sotto/proto";
import { rejection, unary, withClients } from "../support/clients.js";
import { RawClient } from "../support/raw-client.js";
import { configMessage, message, readAll, speak } from "../support/speech.js";
import { type TestServer, withServer } from "../support/test-server.js";
import { waitUntil } from "../support/wait-until.js";

const ADMIN = { adminListen: { host: "127.0.0.1", port: 0 } };

describe("metrics on the admin endpoint", () => {
  it("count exactly the calls that were made", async () => {
    await withServer({ config: { ...ADMIN, ratedStreams: 2 } }, async (server) => {
      await withClients(server.address, async ({ synthesis, models, voices }) => {
        const raw = await RawClient.open(server.address);
        for (let n = 0; n < 7; n += 1) await readAll(synthesis.synthesize(speak("Hi there.")));
        for (let n = 0; n < 3; n += 1) await rejection(readAll(synthesis.synthesize(speak(""))));
        for (let n = 0; n < 4; n += 1) await unary<unknown>((done) => models.listModels({}, done));
        await rejection(unary<unknown>((done) => voices.getVoice({ name: "nobody" }, done)));
        // What grpc-js answers by itself is counted, too.
        for (let n = 0; n < 2; n += 1) await raw.call("/made.up.Service/Name").end().readAll();
        await raw
          .call("/sotto.tts.v1.ModelService/ListModels")
          .send(Buffer.alloc(300_000))
          .readAll();
        const held = [synthesis.streamSynthesize(), synthesis.streamSynthesize()];
        for (const call of held) call.write(configMessage());
        await waitUntil(() => server.live.leases === 2, "both places are held");
        for (let n = 0; n < 5; n += 1) await rejection(readAll(synthesis.synthesize(speak("Hi."))));
        assert.match(await scrape(server), /^tts_active_streams 2$/m);
        for (const call of held) {
          call.write(message({ $case: "text", value: "Hi." }));
          call.cancel();
          await rejection(readAll(call));
        }
        raw.close();
        await server.idle();
        const calls = count(await scrape(server), "rpc_server_call_duration_count");
        assert.deepEqual(calls, {
          "_OTHER UNIMPLEMENTED": 2,
          "sotto.tts.v1.ModelService/ListModels OK": 4,
          "sotto.tts.v1.ModelService/ListModels RESOURCE_EXHAUSTED": 1,
          "sotto.tts.v1.SynthesisService/StreamSynthesize CANCELLED": 2,
          "sotto.tts.v1.SynthesisService/Synthesize INVALID_ARGUMENT": 3,
          "sotto.tts.v1.SynthesisService/Synthesize OK": 7,
          "sotto.tts.v1.SynthesisService/Synthesize RESOURCE_EXHAUSTED": 5,
          "sotto.tts.v1.VoiceService/GetVoice NOT_FOUND": 1,
        });
        const text = await scrape(server);
        assert.deepEqual(count(text, "tts_rejected_total"), {
          INVALID_FIELD: 3,
          BUSY: 5,
          VOICE_NOT_FOUND: 1,
        });
        assert.deepEqual(count(text, "tts_cancelled_total"), { client: 2 });
        assert.deepEqual(count(text, "tts_admission_refused_total"), { "": 5 });
        assert.equal(count(text, "tts_ttfa_count")[""], 7);
        assert.equal(count(text, "tts_rtf_count")["test"], 7);
        assert.equal(count(text, "tts_active_streams")[""], 0);
      });
    });
  });

  it("tell of stalls and lost workers, and nothing of what was said", async () => {
    const faults = [{ kind: "crash", atStep: 1, textIncludes: "poison" } as const];
    const config = { ...ADMIN, writeStallMs: 100 };
    await withServer({ config, engine: { faults } }, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        await readAll(synthesis.synthesize(speak("A secretive sentence of some length.")));
        const poisoned = synthesis.synthesize(speak("Much poison for the poor worker thread."));
        await rejection(readAll(poisoned));
        await waitUntil(async () => (await get(server, "readyz")) === 200, "a worker is ready");
        const raw = await RawClient.open(server.address);
        const long = SynthesizeRequest.encode(speak("word ".repeat(500))).finish();
        raw.call("/sotto.tts.v1.SynthesisService/Synthesize").send(long).end();
        await waitUntil(
          async () => count(await scrape(server), "tts_cancelled_total")["stall"] === 1,
          "the call is ended",
        );
        const text = await scrape(server);
        assert.deepEqual(count(text, "tts_write_stall_total"), { "": 1 });
        assert.deepEqual(count(text, "tts_worker_restarts_total"), { "": 1 });
        assert.equal(/secretive|poison/.test(text), false);
        raw.close();
      });
    });
  });

  it("share the endpoint with probes, and nothing else is there", async () => {
    await withServer({ config: ADMIN }, async (server) => {
      assert.equal(await get(server, "healthz"), 200);
      assert.equal(await get(server, "readyz"), 200);
      assert.equal(await get(server, "etc/passwd"), 404);
      const post = await fetch(`http://${server.adminAddress ?? ""}/metrics`, { method: "POST" });
      assert.equal(post.status, 405);
    });
  });
});

async function scrape(server: TestServer): Promise<string> {
  return await (await fetch(`http://${server.adminAddress ?? ""}/metrics`)).text();
}

async function get(server: TestServer, path: string): Promise<number> {
  return (await fetch(`http://${server.adminAddress ?? ""}/${path}`)).status;
}

/** The values of a metric by its labels' values, the scope's left out. */
function count(text: string, metric: string): Record<string, number> {
  const lines = text.matchAll(new RegExp(`^${metric}(?:\\{(.*)\\})? (\\S+)`, "gm"));
  return Object.fromEntries(
    [...lines].map(([, labels = "", value]) => {
      const values = [...labels.matchAll(/(\w+)="([^"]*)"/g)].filter(
        ([, name = ""]) => !name.startsWith("otel_scope"),
      );
      return [values.map(([, , text = ""]) => text).join(" "), Number(value)];
    }),
  );
}
